"""What residents may send: syllables, questions, any Unicode at all."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.language.folding import strip_diacritics
from bot.language.syllables import SYLLABLES, with_tone

ABBREVIATIONS = {
    "sđt": "số điện thoại", "sdt": "số điện thoại", "kp": "khu phố", "tkp": "trưởng kp", "tdp": "tổ dân phố",
    "tổ": "tổ dân phố", "nvqs": "nghĩa vụ quân sự", "k": "không", "ko": "không", "t": "tuổi", "t7": "thứ bảy",
    "vs": "với", "vs mt": "vệ sinh môi trường", "cn": "chủ nhật", "đk": "đăng ký", "hnay": "hôm nay", "z": "vậy",
}  # fmt: skip

toned = [word for syllable in SYLLABLES for tone in range(6) if (word := with_tone(syllable, tone))]
marked = [
    word for word in toned if not word.isascii() and "oo" not in strip_diacritics(word)
]  # xoong has keys of its own

syllables = st.sampled_from(toned)
marked_syllables = st.sampled_from(marked)
_scraps = st.sampled_from(
    [
        *ABBREVIATIONS,
        *("to7", "17t", "2k9", "7h30p", "khuphố", "chibộ", "ddi", "tieengs", "tie61ng", "hoà", "nhaaa", "😀", "Thuỵ"),
        *("?", "!!", "\n", "a@b.vn", "http://x.vn/a?b=c", "@bot", "20/11/2026", "0912.345.678", "is", "cos", "[", "t]"),
    ]
)
messages = st.lists(st.one_of(syllables, _scraps), max_size=25).flatmap(
    lambda words: st.sampled_from([" ", " ", ", ", ""]).map(lambda gap: gap.join(words))
)
anything = st.one_of(st.text(max_size=300), messages)
