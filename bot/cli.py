"""The command `khupho`: parse, call, print; no decisions. Each command imports only what it needs."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from bot.errors import UserError
from bot.messages import message

if TYPE_CHECKING:
    from bot.storage.misreadings import Misreading

OK, MENDABLE, BUG = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 1 for what the user can mend, 2 for wrong usage or a bug."""
    _speak_utf8()
    options = _parser().parse_args(argv)
    try:
        return int(options.command(options))
    except UserError as error:
        print(error, file=sys.stderr)
        return MENDABLE
    except (KeyboardInterrupt, BrokenPipeError):
        return MENDABLE
    except Exception:  # the last place that can turn a bug into an exit code
        logging.getLogger("bot").exception(message("cli.bug"))
        return BUG


def _speak_utf8() -> None:
    """Whatever the terminal's language; what cannot be decoded or encoded shows as such and stops nothing."""
    for stream, encoding, errors in (
        (sys.stdin, "utf-8-sig", "replace"),
        (sys.stdout, "utf-8", "backslashreplace"),
        (sys.stderr, "utf-8", "backslashreplace"),
    ):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors=errors)


def run(_: argparse.Namespace) -> int:
    """The bot, live on Telegram."""
    from bot.app import run_bot
    from bot.settings import load_settings

    run_bot(load_settings(), partial(print, flush=True))
    return OK


def demo(options: argparse.Namespace) -> int:
    """The bot on a Telegram of its own."""
    from bot.demo import run_demo

    run_demo(port=options.port, folder=options.data, announce=partial(print, flush=True))
    return OK


def ask(options: argparse.Namespace) -> int:
    """Answers in the terminal."""
    from bot.terminal import Conversation, answer_lines, as_json, as_text, explained, open_answerer

    clock = _clock(options.now)
    answerer, loaded = open_answerer(_folder(options), now=clock(), samples=options.samples)
    if options.jsonl:
        return max((_print_json(reply) for reply in answer_lines(sys.stdin, answerer, clock)), default=OK)
    conversation = Conversation(answerer, clock)
    for question in _typed() if options.question is None else [options.question]:
        answer = conversation.ask(question)
        print(_json(as_json(answer)) if options.json else as_text(answer), flush=True)
        if options.explain and not options.json:
            print(f"\n{explained(answerer.explain(question), loaded)}", flush=True)
    return OK


def check(options: argparse.Namespace) -> int:
    """Every problem of the knowledge folder."""
    from bot.terminal import check as check_folder
    from bot.terminal import write_schema

    folder = _folder(options)
    if options.write_schema:
        print(message("cli.schema_written", path=write_schema(folder)))
    lines, good = check_folder(folder, now=_clock(None)(), told=_told())
    print(*lines, sep="\n")
    return OK if good else MENDABLE


def poster(options: argparse.Namespace) -> int:
    """Posters for notice boards."""
    for name in ("matplotlib", "fontTools"):  # they tell, in English, what they do with fonts
        logging.getLogger(name).setLevel(logging.ERROR)
    from bot.poster import make_posters
    from bot.settings import load_settings

    now = _clock(None)()
    for path in make_posters(
        load_settings(), _folder(options), options.out, groups=options.to, bot=options.bot, now=now
    ):
        print(message("poster.written", path=path), flush=True)
    return OK


def export(options: argparse.Namespace) -> int:
    """The knowledge as a spreadsheet."""
    from bot.spreadsheet import export as write_tables

    for path in write_tables(_folder(options), options.file, now=_clock(None)()):
        print(message("spreadsheet.written", path=path))
    return OK


def import_(options: argparse.Namespace) -> int:
    """What was changed in a spreadsheet, shown and, if wanted, written."""
    from bot.spreadsheet import apply, plan

    made = plan(_folder(options), options.files, delete=options.delete, now=_clock(None)())
    print(*made.told(), sep="\n")
    if not made.files:
        return OK
    if not options.apply and not _agreed():
        print(message("spreadsheet.not_applied"))
        return OK
    apply(made)
    print(message("spreadsheet.applied", names=made.names))
    return OK


def _told() -> Sequence[Misreading]:
    """What residents meant where the bot had understood something else; nothing where there is no database to be
    read: the knowledge can be checked without."""
    import asyncio

    from bot.settings import load_settings
    from bot.storage.misreadings import misread_in

    try:
        return asyncio.run(misread_in(load_settings().database_url.get_secret_value()))
    except UserError:
        return ()


def _agreed() -> bool:
    """Whether somebody at a terminal says yes."""
    if not sys.stdin.isatty():
        return False
    print(message("spreadsheet.ask"), end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "c", "có")


def _folder(options: argparse.Namespace) -> Path:
    from bot.settings import load_settings

    return options.knowledge or load_settings().knowledge_folder


def _clock(fixed: dt.datetime | None) -> Callable[[], dt.datetime]:
    from bot.settings import LOCAL

    return lambda: fixed or dt.datetime.now(LOCAL)


def _typed() -> Iterator[str]:
    """Questions typed one after the other, until end of input."""
    if sys.stdin.isatty():
        print(message("cli.ask_hello"), file=sys.stderr)
    while True:
        if sys.stdin.isatty():
            print(message("cli.prompt"), end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line


def _print_json(reply: dict[str, Any]) -> int:
    """Print one object at once; the exit code it asks for."""
    print(_json(reply), flush=True)
    return MENDABLE if "error" in reply else OK


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


class _Parser(argparse.ArgumentParser):
    """argparse in Vietnamese, as far as it lets itself be translated."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, add_help=False, allow_abbrev=False, formatter_class=_Formatter)
        self.arguments = self.add_argument_group(message("cli.arguments"))
        self.options = self.add_argument_group(message("cli.options"))
        self.options.add_argument("-h", "--help", action="help", help=message("cli.help"))

    def error(self, message_in_english: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(BUG, message("cli.bad_usage", problem=message_in_english, command=self.prog) + "\n")


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, message("cli.usage") if prefix is None else prefix)


def _parser() -> _Parser:
    parser = _Parser(prog="khupho", description=message("cli.about"))
    parser.options.add_argument("--version", action="version", version=version("khupho"), help=message("cli.version"))
    commands = parser.add_subparsers(title=message("cli.commands"), metavar=message("cli.command"), required=True)
    described_by = {
        run: _no_options,
        demo: _demo_options,
        ask: _ask_options,
        check: _check_options,
        poster: _poster_options,
        export: _export_options,
        import_: _import_options,
    }
    for command, describe in described_by.items():
        name = command.__name__.rstrip("_")
        about = message(f"cli.{name}")
        described = commands.add_parser(name, help=about, description=about)
        described.set_defaults(command=command)
        describe(described)
    return parser


def _no_options(_: _Parser) -> None:
    """All that `run` needs is in the settings."""


def _demo_options(parser: _Parser) -> None:
    add = parser.options.add_argument
    add("--port", type=_port, default=8080, metavar="N", help=message("cli.port"))
    add("--data", type=Path, metavar="DIR", help=message("cli.data"))


def _ask_options(parser: _Parser) -> None:
    parser.arguments.add_argument("question", nargs="?", metavar="QUESTION", help=message("cli.question"))
    add = parser.options.add_argument
    add("--json", action="store_true", help=message("cli.json"))
    add("--explain", action="store_true", help=message("cli.explain"))
    add("--jsonl", action="store_true", help=message("cli.jsonl"))
    add("--now", type=_moment, metavar="TIME", help=message("cli.now"))
    add("--samples", action="store_true", help=message("cli.samples"))
    _knowledge_option(parser)


def _check_options(parser: _Parser) -> None:
    _knowledge_option(parser)
    parser.options.add_argument("--write-schema", action="store_true", help=message("cli.write_schema"))


def _poster_options(parser: _Parser) -> None:
    add = parser.options.add_argument
    add("--to", type=_groups, default=(), metavar="N", help=message("cli.to"))
    add("--bot", metavar="NAME", help=message("cli.bot"))
    add("--out", type=Path, default=Path(), metavar="DIR", help=message("cli.out"))
    _knowledge_option(parser)


def _export_options(parser: _Parser) -> None:
    file = Path(message("spreadsheet.file"))
    parser.arguments.add_argument("file", nargs="?", type=Path, default=file, metavar="FILE", help=message("cli.file"))
    _knowledge_option(parser)


def _import_options(parser: _Parser) -> None:
    parser.arguments.add_argument("files", nargs="+", type=Path, metavar="FILE", help=message("cli.files"))
    add = parser.options.add_argument
    add("--apply", action="store_true", help=message("cli.apply"))
    add("--delete", action="store_true", help=message("cli.delete"))
    _knowledge_option(parser)


def _knowledge_option(parser: _Parser) -> None:
    parser.options.add_argument("--knowledge", type=Path, metavar="DIR", help=message("cli.knowledge"))


def _moment(text: str) -> dt.datetime:
    """A date and time, in Vietnam unless it says otherwise."""
    from bot.settings import LOCAL

    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(message("cli.bad_now", value=text)) from None
    return moment.astimezone(LOCAL) if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def _groups(text: str) -> Sequence[int]:
    """`7` or `1-12`."""
    match = re.fullmatch(r"([0-9]{1,3})(?:-([0-9]{1,3}))?", text)
    groups = range(int(match[1]), int(match[2] or match[1]) + 1) if match else ()
    if not groups:
        raise argparse.ArgumentTypeError(message("cli.bad_to", value=text))
    return groups


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(message("cli.bad_port"))
    return int(text)
