"""Which addresses Telegram makes links of."""

import re
from urllib.parse import urlsplit

_MENTION = re.compile(r"tg://user\?id=(\d+)$")
_SCHEMES = frozenset({"http", "https", "tg", "ton", "tonsite", "ftp"})


def mentioned_user(address: str) -> int:
    """The user of a tg://user?id=N link, else 0."""
    found = _MENTION.match(address.strip())
    return int(found[1]) if found else 0


def web_address(address: str) -> str:
    """The address as Telegram stores it, or empty when it accepts no such link (tel:, mailto:, no host)."""
    address = address.strip()
    scheme, colon, rest = address.partition(":")
    if not colon or (not rest.startswith("//") and "." in scheme):
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme in ("tg", "ton"):
        return address
    if parts.scheme not in _SCHEMES or "." not in host.strip(".") or re.search(r"\s", address):
        return ""
    return address if parts.path or parts.query else f"{address}/"
