"""Answers without understanding: the first word that is known decides. It has the protocol of the real one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from bot.answering.model import Answer, Choice, Question, RichText, Slots, Span, TopicAnswer, Turn
from bot.answering.reporting import Reported, Reporting
from bot.knowledge.model import KnowledgeBase, Place
from bot.language.folding import fold

CLEANING, SERVICE = "ve-sinh/lich", "nvqs/dang-ky"


class FakeAnswerer:
    """`asked` are the questions it was given, newest last."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.asked: list[Question] = []
        self._reporting = Reporting(kb)
        self.long = 0  # paragraphs added to every answer

    def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        text = question.text.lower()
        if "lỗi" in text:
            raise RuntimeError(f"cannot answer {text}")
        if "hai việc" in text:
            return self._answer(question, CLEANING, SERVICE)
        if "dọn" in text or "còn" in text:
            return replace(self._answer(question, CLEANING), score=0.6 if "đèn" in text else 0.9)
        if "gợi ý" in text:
            offered = (self._choice(CLEANING), self._choice(SERVICE))
            return Answer("suggest", 0.5, suggestions=offered, message=(Span("Ý bà con là:"),))
        if "điện" in text:
            return Answer("out_of_scope", 0.9, message=(Span("Việc này do điện lực lo."),))
        if "xin chào" in text:
            return Answer("greeting", 1.0, message=(Span("Kính chào bà con!"),))
        return Answer("unknown", 0.1, message=(Span(f"Bot chưa biết: {question.text}"),))

    def reading(self, text: str) -> str:
        return " ".join(sorted(fold(text).split()))

    def same(self, reading: str, others: Iterable[tuple[int, str]]) -> int | None:
        return next((number for number, other in others if other == reading), None)

    def nearest(self, text: str) -> tuple[Choice, ...]:
        return tuple(self._choice(code) for code in (CLEANING, SERVICE))

    def reported(self, text: str) -> Reported:
        return self._reporting.reported(text)

    def topic(self, code: str, question: Question) -> Answer:
        return self._answer(question, code)

    def place(self, code: str) -> Place | None:
        return self.kb.places.get(code)

    def choices(self, prefix: str) -> tuple[Choice, ...]:
        return tuple(self._choice(code) for code in self.kb.topics if code.startswith(prefix))

    def sections(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(contact.section for contact in self.kb.contacts.values()))

    def directory(self, now: dt.datetime, section: str | None = None) -> RichText:
        head = Span(f"Danh bạ: {section}\n", "bold")
        return (head, Span("Trưởng khu "), Span("0912 345 678", "phone", "0912345678"))

    def calendar(self, now: dt.datetime) -> RichText:
        return (Span(f"Lịch từ {now:%d/%m/%Y %H:%M}"),)

    def calendar_topic(self) -> str | None:
        return CLEANING

    def _answer(self, question: Question, *codes: str) -> Answer:
        found = tuple(self._topic(code, question) for code in codes)
        turn = Turn(codes, Slots(question.home_group, 2009, dt.date(2026, 11, 22)), question.now)
        return Answer("answer", 0.9, answers=found, turn=turn)

    def _topic(self, code: str, question: Question) -> TopicAnswer:
        other = SERVICE if code == CLEANING else CLEANING
        body = (
            Span(f"Về {code} <b>&amp;\n"),
            Span("0203 382 5113", "phone", "02033825113"),
            Span("\n\nMột đoạn của câu trả lời dài. 🏘" * self.long),
        )
        return TopicAnswer(
            code,
            self.kb.topics[code].title,
            body,
            (Span("Nguồn: ban khu phố"),),
            (self._choice(other),),
            ("nha-van-hoa",) if code == CLEANING else (),
        )

    def _choice(self, code: str) -> Choice:
        return Choice(code, self.kb.topics[code].title)
