"""Whether a message is in another language than Vietnamese. Cautious: what might be Vietnamese is not foreign."""

from __future__ import annotations

import re
import unicodedata

# Words of English that are no Vietnamese syllables even without marks ("the", "do", "to", "can", "my" are).
_ENGLISH = frozenset({
    "what", "where", "when", "which", "who", "why", "how", "is", "are", "was", "does", "did", "you", "your", "we",
    "they", "this", "that", "there", "please", "thanks", "thank", "hello", "and", "of", "for", "with", "from", "have",
    "has", "need", "want", "know", "help", "tell", "english", "speak", "could", "would", "should",
})  # fmt: skip


def is_foreign_script(text: str) -> bool:
    """Most letters are of a script that Vietnamese is not written in."""
    letters = [character for character in text if character.isalpha()]
    latin = sum(unicodedata.name(character, "").startswith(("LATIN", "MODIFIER")) for character in letters)
    return latin * 2 < len(letters)


def is_foreign(text: str) -> bool:
    """English without a Vietnamese mark, as far as its small words tell."""
    words = re.findall(r"[a-z]+", text.lower())
    return text.isascii() and len(words) > 1 and 3 * sum(word in _ENGLISH for word in words) >= len(words)
