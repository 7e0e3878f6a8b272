"""Any Unicode text -> lower-case NFC without junk, with the way back to the places in the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# What a Vietnamese keyboard sends: nothing here changes its length, so the places stay as they are.
_ORDINARY = re.compile("[\t\n\r -~ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ–—‘’“”•\U0001f300-\U0001faff]*")
_CLUSTER = re.compile(r"[^\u0300-\u036f\u1160-\u11ff][\u0300-\u036f\u1160-\u11ff]*|[\u0300-\u036f\u1160-\u11ff]+")
_LONGEST_CLUSTER = 16  # letters carry two marks; more is a joke, and composing thousands is slow
_LONGEST_LETTER = 4  # `㎏` stands for two letters; what stands for a whole phrase is an ornament
_LOOKALIKES = str.maketrans({"ð": "đ", "Ð": "đ", "ɖ": "đ", "Ɖ": "đ"})  # pasted from fonts without đ
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Mc"})


def clean(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """The cleaned text, and for each of its letters where its original starts and where it ends."""
    if _ORDINARY.fullmatch(text):
        return text.lower(), range(len(text)), range(1, len(text) + 1)
    cleaned = [(_clean_cluster(c[0][:_LONGEST_CLUSTER]), c.start(), c.end()) for c in _CLUSTER.finditer(text)]
    starts = [start for letters, start, _ in cleaned for _ in letters]
    ends = [end for letters, _, end in cleaned for _ in letters]
    return "".join([letters for letters, _, _ in cleaned]), starts, ends


@lru_cache(maxsize=4096)
def _clean_cluster(cluster: str) -> str:
    """One letter with its marks -> its canonical letters: `ﬁ` -> `fi`, a joke's stacked marks -> none."""
    if len(cluster) == 1 and cluster.isascii():
        return cluster.lower() if cluster.isprintable() or cluster in "\t\n\r" else ""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).translate(_LOOKALIKES).casefold())
    if len(folded) > max(_LONGEST_LETTER, len(cluster)):
        return ""
    return "".join(_letter(c) for c in folded if unicodedata.category(c) not in _DROPPED or c in "\t\n\r")


def _letter(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
