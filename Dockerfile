# The program alone: no compiler, no pip, no tests; runs as a user who owns nothing but /app/data.
FROM python:3.11-slim AS build
WORKDIR /src
COPY constraints.txt ./
RUN python -m venv /app/venv \
 && /app/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r constraints.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
RUN /app/venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation . \
 && /app/venv/bin/pip uninstall --yes setuptools pip

FROM python:3.11-slim
RUN useradd --uid 1000 --no-create-home khupho \
 && install --directory --owner khupho --group khupho /app/data
COPY --from=build /app/venv /app/venv
COPY knowledge /app/knowledge
ENV PATH=/app/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    KHUPHO_KNOWLEDGE=/app/knowledge \
    KHUPHO_DATABASE_URL=sqlite+aiosqlite:////app/data/khupho.db
WORKDIR /app
USER khupho
# Mount the committee's own knowledge over /app/knowledge; what residents give is in /app/data.
VOLUME ["/app/data"]
ENTRYPOINT ["khupho"]
CMD ["run"]
