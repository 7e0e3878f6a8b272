"""Which letter sequences are Vietnamese syllables: onset + rhyme + tone, from a table of onsets and rhymes."""

from __future__ import annotations

from bot.language.folding import strip_diacritics
from bot.language.tables import table

TONES = "\0sfrxj"  # the Telex key of a tone is its index here: none, sắc, huyền, hỏi, ngã, nặng

_TONED = [
    "aáàảãạ", "ăắằẳẵặ", "âấầẩẫậ", "eéèẻẽẹ", "êếềểễệ", "iíìỉĩị",
    "oóòỏõọ", "ôốồổỗộ", "ơớờởỡợ", "uúùủũụ", "ưứừửữự", "yýỳỷỹỵ",
]  # fmt: skip
MARKED = "đ" + "".join(_TONED).translate({ord(vowel): None for vowel in "aeiouy"})  # letters that are not ASCII
VOWELS = frozenset(row[0] for row in _TONED)
_UNTONED = {vowel: (row[0], tone) for row in _TONED for tone, vowel in enumerate(row)}
_WITHOUT_TONE = str.maketrans({letter: row[0] for row in _TONED for letter in row[1:]})
_ROWS = {row[0]: row for row in _TONED}

_RHYMES = table("""
a ac ach ai am an ang anh ao ap at au ay   ăc ăm ăn ăng ăp ăt   âc âm ân âng âp ât âu ây
e ec em en eng eo ep et   ê êch êm ên ênh êp êt êu
i ia ich im in inh ip it iu   iêc iêm iên iêng iêp iêt iêu   y ych ynh yt yêm yên yêng yêt yêu
o oc oi om on ong op ot   oa oac oach oai oam oan oang oanh oao oap oat oay   oăc oăm oăn oăng oăt
oe oem oen oeo oet   ooc oong   ô ôc ôi ôm ôn ông ôp ôt   ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut   uân uâng uât uây   uê uêch uênh   uơ   uôc uôi uôm uôn uông uôt
uy uya uych uynh uyt uyp uyu uyên uyêt   ư ưa ưc ưi ưm ưn ưng ưt ưu   ươc ươi ươm ươn ương ươp ươt ươu
""")

_FRONT = frozenset("eêi")  # the vowels before which k, gh, ngh are written and c, g, ng are not
_ANYWHERE = table("b ch d đ h kh l m n nh p ph r s t th tr v x")
_LONG_O = frozenset(table("b c ch g l m s t x"))  # xoong, boong, goòng, moóc, soóc, choòng: loan words
_AFTER_QU = frozenset(table("i ich in inh it y ych ynh yt yên yêt ôc"))
_AFTER_G = frozenset(table("i ich im in ip iêc iêng"))  # gì, gìn; what is left of gi- is the onset gi
_Y = frozenset("hklmstv")  # hy, kỹ, lý, mỹ, sỹ, tỷ, vỹ


def _joins(onset: str, rhyme: str) -> bool:
    """Whether Vietnamese spelling writes the rhyme after the onset."""
    first = rhyme[0]
    if rhyme in {"ooc", "oong"}:
        return onset in _LONG_O
    if first == "y" and onset != "qu":
        return not onset if rhyme.startswith("yê") else rhyme == "y" and (not onset or onset in _Y)
    if onset == "qu":
        return first in "aăâeêơ" or rhyme in _AFTER_QU
    if onset in {"g", "gi"} and first == "i":
        return onset == "g" and rhyme in _AFTER_G
    fronted = onset in {"k", "gh", "ngh"}
    return fronted == (first in _FRONT) or onset not in {"k", "gh", "ngh", "c", "g", "ng"}


def _tone_place(rhyme: str) -> int:
    """Index of the vowel that carries the tone, in the older placement: hòa, thủy, but hoàn, khuỷu."""
    vowels = [i for i, letter in enumerate(rhyme) if letter in VOWELS]
    hatted = [i for i in vowels if rhyme[i] in "ăâêôơư"]
    if hatted:
        return hatted[-1]
    closed = len(vowels) < len(rhyme)
    return vowels[1] if len(vowels) == 3 or (closed and len(vowels) == 2) else vowels[0]


def _build() -> dict[str, int]:
    onsets = ["", *_ANYWHERE, "c", "k", "g", "gh", "gi", "ng", "ngh", "qu"]
    return {
        onset + rhyme: len(onset) + _tone_place(rhyme) for onset in onsets for rhyme in _RHYMES if _joins(onset, rhyme)
    }


SYLLABLES = _build()  # syllable without tone -> index of the letter that takes it
_PLAIN = frozenset(strip_diacritics(syllable) for syllable in SYLLABLES)


def split_tone(word: str) -> tuple[str, int]:
    """`phường` -> (`phương`, 2). A word with several toned letters keeps all but the last of them."""
    for i in range(len(word) - 1, -1, -1):
        letter, tone = _UNTONED.get(word[i], ("", 0))
        if tone:
            return word[:i] + letter + word[i + 1 :], tone
    return word, 0


def with_tone(syllable: str, tone: int) -> str | None:
    """(`hoa`, 2) -> `hòa`; None when it is no syllable or the tone cannot stand on it."""
    place = SYLLABLES.get(syllable)
    if place is None or not _bears(syllable, tone):
        return None
    return syllable[:place] + _ROWS[syllable[place]][tone] + syllable[place + 1 :]


def _bears(syllable: str, tone: int) -> bool:
    """A stop at the end (c, ch, p, t) goes only with sắc and nặng."""
    return tone in {1, 5} or not syllable.endswith(("c", "ch", "p", "t"))


def place_tone(word: str) -> str:
    """The one spelling of a syllable whose tone may be written on two letters: `hoà` -> `hòa`. Others as they are."""
    syllable, tone = split_tone(word)
    return with_tone(syllable, tone) or word


def is_syllable(word: str) -> bool:
    """Whether a lower-case NFC word is a Vietnamese syllable with its marks. `việt` is, `viêt` and `hk` are not."""
    if word.translate(_WITHOUT_TONE) not in SYLLABLES:  # the quick way out
        return False
    syllable, tone = split_tone(word)
    return syllable in SYLLABLES and _bears(syllable, tone)


def is_plain_syllable(word: str) -> bool:
    """Whether a lower-case word is a syllable whose marks were left out: `toi`, `nghiep`, `duong`."""
    return word in _PLAIN
