"""An answer as one rich text."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.model import Answer, RichText, Span, TopicAnswer
from bot.answering.rich import join

BETWEEN = (Span("· · ·"),)


def as_rich(answer: Answer) -> RichText:
    """What is said: one or two topics, or the message of the other outcomes."""
    if not answer.answers:
        return answer.message
    parts: list[RichText] = []
    for found in answer.answers:
        parts += [BETWEEN, topic_as_rich(found)] if parts else [topic_as_rich(found)]
    return join([answer.message, *parts], "\n\n")


def topic_as_rich(found: TopicAnswer) -> RichText:
    """Title in bold, the answer, where it comes from in italics."""
    source = tuple(replace(span, style="italic") if span.style == "plain" else span for span in found.source)
    return join([(Span(found.title, "bold"),), found.body, source], "\n\n")
