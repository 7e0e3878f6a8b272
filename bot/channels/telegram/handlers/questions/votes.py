"""👍 and 👎 under an answer, and what was wrong with it."""

from __future__ import annotations

from typing import Literal

from bot.answering.rich import rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import ask
from bot.channels.telegram.handlers.questions import questions
from bot.channels.telegram.keyboards import WHY, Row, button, inline
from bot.channels.telegram.memory import State
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.tasks import Task, expect
from bot.knowledge.mailbox_wording import MailboxWording
from bot.storage.misreadings import Misreading

REASONS = {"s": "wrong", "c": "old", "t": "lacking", "k": "other"}  # letter in buttons -> name in the database
MEANT, NOTHING, TELL = "m", "n", "l"
OFFERED = 3  # other topics
TOLD = 1000  # characters that somebody tells the committee
TELLING = "votes.tell"


async def vote(talk: Talk) -> None:
    """Thanked for only when it is stored. The buttons stay: a vote can be changed."""
    sign, _, topic = talk.incoming.text.partition(":")
    message_id = talk.incoming.message_id
    if message_id is None or sign not in ("+", "-") or topic not in talk.kb.topics:
        await talk.toast(talk.words.topic_gone)
        return
    value: Literal[1, -1] = 1 if sign == "+" else -1
    new = await talk.storage.votes.cast(talk.chat, message_id, topic, value, talk.now)
    await talk.toast(talk.words.voted_up if value > 0 else talk.words.voted_down)
    await talk.rebutton(keyboards.VOTE, keyboards.votes(talk.words, topic, sign))
    if new and value < 0:
        words = talk.kb.mailbox_wording
        keys = [button(label, WHY, letter, message_id) for letter, label in _labels(words).items()]
        await talk.say(words.why, inline(keys[:3], keys[3:]))


async def why(talk: Talk) -> None:
    """What was wrong: `letter:message`, perhaps `letter:message:topic`; the message is the answer that was voted on."""
    what, number, topic, *_ = [*talk.incoming.text.split(":", 2), "", ""]
    answer = keyboards.number(number)
    answered = await talk.storage.votes.against(talk.chat, answer)
    if answered is None:
        await talk.toast(talk.kb.mailbox_wording.why_over)
        await talk.rebutton(WHY)
    elif what in REASONS:
        await talk.storage.votes.explain(talk.chat, answer, REASONS[what])
        await (_ask_meant(talk, answer, answered) if what == "k" else _thank(talk, what, answer))
    elif what == MEANT and topic in talk.kb.topics:
        await _meant(talk, answer, answered, topic)
    elif what == NOTHING:
        await _nothing(talk, answer, answered)
    elif what == TELL:
        title = talk.kb.topics[answered].title if answered in talk.kb.topics else answered
        await expect(talk, Task(TELLING, {"topic": answered}), say(talk.kb.mailbox_wording.tell, muc=title))
    else:
        await talk.toast(talk.words.old_button)


async def told(talk: Talk, task: Task) -> bool:
    """The words for the committee: sent as they are, which was said before they were written."""
    words, text = talk.kb.mailbox_wording, talk.incoming.text
    if talk.incoming.kind != "text" or not text:
        await talk.say(words.tell_words_only)
        return True
    if not await questions.may_send(talk):
        talk.remember(State())
        return True
    await questions.keep(talk, text[:TOLD], str(task.data["topic"]), by=talk.chat)
    talk.remember(State())
    await talk.say(words.told)
    return True


def _labels(words: MailboxWording) -> dict[str, str]:
    return {"s": words.why_wrong, "c": words.why_old, "t": words.why_lacking, "k": words.why_other}


async def _thank(talk: Talk, what: str, answer: int) -> None:
    words = talk.kb.mailbox_wording
    text = say(words.why_thanks, vi_sao=_labels(words)[what])
    await talk.change(text, inline([button(words.button_tell, WHY, TELL, answer)]))


async def _ask_meant(talk: Talk, answer: int, answered: str) -> None:
    """What else it may have been, as long as the words are known."""
    words, asked = talk.kb.mailbox_wording, _asked(talk, answer)
    if not asked:
        await talk.change(words.why_gone)
        return
    others = [choice for choice in talk.answerer.nearest(asked) if choice.topic != answered][:OFFERED]
    rows: list[Row] = [[button(choice.title, WHY, MEANT, answer, choice.topic)] for choice in others]
    await talk.change(words.meant, inline(*rows, [button(words.button_no_topic, WHY, NOTHING, answer)]))


async def _meant(talk: Talk, answer: int, answered: str, topic: str) -> None:
    """Evidence for who writes the ways of asking, without who told it; and the answer that was wanted."""
    if (asked := _asked(talk, answer)) and topic != answered:
        await talk.storage.misreadings.add(Misreading(asked, answered, topic), talk.now)
    await talk.rebutton(WHY)
    await ask.reply(talk, talk.answerer.topic(topic, await talk.question()))


async def _nothing(talk: Talk, answer: int, answered: str) -> None:
    words = talk.kb.mailbox_wording
    if asked := _asked(talk, answer):
        rows = await questions.offer(talk, asked, answered)
        talk.remember(State(talk.state.turn))
        await talk.change(rich(words.no_topic), inline(*rows))
    else:
        await talk.change(words.why_gone)


def _asked(talk: Talk, answer: int) -> str:
    """The words that this message answered, if they are known still."""
    return talk.state.asked if talk.state.below == answer else ""
