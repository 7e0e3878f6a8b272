"""Writing an announcement: what members send for it. Buttons are in `draft_buttons`."""

from __future__ import annotations

import re
from dataclasses import replace

from telegram import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import ask, groups, media
from bot.channels.telegram.handlers.announcing import draft_steps, draft_time, notices
from bot.channels.telegram.handlers.reports import report
from bot.channels.telegram.incoming import CALLED
from bot.channels.telegram.markup import escape
from bot.channels.telegram.memory import State
from bot.channels.telegram.notices import content_of
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill
from bot.language.moments import read_moment
from bot.storage import Announcement, Audience, Awaiting, Content
from bot.storage import Message as Place

# In Telegram's HTML: all of it may be bold, and the bot may be called before.
_COMMAND = re.compile(r"^((?:<[^>]+>)*)(?:@\w+\s+)?/\w+(?:@\w+)?\s*")


async def announce(talk: Talk) -> None:
    """`/thongbao`, `/thongbao WORDS`: by who may announce, the beginning of an announcement."""
    words, said = talk.kb.committee_wording, talk.incoming
    if not await talk.services.members.may(said, "announce"):
        await _look(talk)
    elif _is_nameless(talk):
        await talk.say(words.anonymous)
    else:
        await talk.storage.announcements.discard_blank(said.person)
        one = await talk.storage.announcements.draft(Content(), talk.now, said.person)
        content = _behind_command(said.message)
        await (_store(talk, one, content, first=False) if content else _begin(talk, one))


async def begin(talk: Talk, content: Content, audience: Audience) -> None:
    """Begin an announcement that has its words already."""
    if _is_nameless(talk):
        await talk.toast(talk.kb.committee_wording.anonymous)
        return
    by = talk.incoming.person
    await talk.storage.announcements.discard_blank(by)
    one = await talk.storage.announcements.draft(content, talk.now, by, audience=audience)
    await draft_steps.preview(talk, one)


async def written(talk: Talk) -> None:
    """In private: the message after the question. What answers none is answered itself, and the draft is recalled to
    mind: its author may have meant it (`gửi đi`, `cho tổ 7`)."""
    one = await _awaited(talk)
    theirs = one is not None and await talk.services.members.may(talk.incoming, "announce")
    if one and theirs and await _take(talk, one):
        return
    talk.remember(State())
    if one and not theirs and await talk.services.members.includes(talk.incoming):
        await talk.may("announce")  # which says why not
    elif talk.incoming.kind == "text":
        await ask.question(talk)
    elif talk.incoming.kind == "forwarded":
        await ask.forwarded(talk)
    else:
        await media.media(talk)
    if one and theirs:
        await talk.say(say(talk.kb.committee_wording.draft_waits, ma=one.label))


async def replied(talk: Talk) -> None:
    """In the committee chat: a reply to the bot. Other replies are members talking with one another."""
    one = await _awaited(talk)
    if one:
        if await talk.may("announce"):
            await _take(talk, one)
    elif talk.incoming.name == CALLED and talk.incoming.text:
        await ask.question(talk)


async def cancel(talk: Talk) -> None:
    """`/huy`"""
    one = await _awaited(talk)
    if one and await talk.services.members.may(talk.incoming, "announce"):
        await talk.storage.announcements.discard(one.id)
        await talk.say(say(talk.kb.committee_wording.dropped, ma=one.label))
    elif not talk.incoming.private and await talk.services.members.includes(talk.incoming):
        await talk.say(talk.kb.committee_wording.drop_how)
    else:
        await (report.cancel if talk.incoming.private else groups.private_only)(talk)


async def correct(talk: Talk, original: Announcement) -> None:
    """Begin a correction of what was announced."""
    by = talk.incoming.person
    one = await talk.storage.announcements.draft_about(original, "correction", original.shown, talk.now, by)
    await draft_steps.ask_content(talk, one, new=True)


async def recall(talk: Talk, original: Announcement) -> None:
    """Ask whether to take back what was announced."""
    by = talk.incoming.person
    one = await talk.storage.announcements.draft_about(original, "recall", Content(), talk.now, by)
    await draft_steps.preview(talk, one)


async def reopen(talk: Talk, draft: Announcement) -> None:
    """Go on with a draft that had been scheduled; it is now that of whoever opens it."""
    changed = await talk.storage.announcements.change(draft.id, draft.revision, author_id=talk.incoming.person)
    if changed:
        await draft_steps.preview(talk, changed)
    else:
        await talk.toast(talk.kb.committee_wording.toast_changed)


async def _look(talk: Talk) -> None:
    """What others get: a member, who is told why, the list of what was announced; a resident those in force."""
    inside = await talk.services.members.includes(talk.incoming)
    if inside or talk.incoming.text:
        await talk.may("announce")
    if not inside:
        await notices.in_force(talk)
    elif recent := await draft_steps.recent_rows(talk):
        await talk.say(talk.kb.committee_wording.recent_below, keyboards.inline(*recent))


async def _begin(talk: Talk, one: Announcement) -> None:
    """Ask for the content, and show what was announced before. In a group the question is a message of its own: only so
    can Telegram make the next message a reply to it."""
    words, private = talk.kb.committee_wording, talk.incoming.private
    recent = await draft_steps.recent_rows(talk)
    below = rich(words.recent_below) if recent else ()
    rows = [*recent, [(await draft_steps.panel(talk, one)).key(words.button_drop, "drop")]]
    if private:
        text = join([say(words.ask_content, ma=one.label), below], "\n\n")
        await draft_steps.ask(talk, one, "content+", text, rows)
    else:
        await talk.say(join([below, rich(words.or_cancel)]), keyboards.inline(*rows))
        await draft_steps.ask(talk, one, "content+", say(words.ask_content_group, ma=one.label))


async def _awaited(talk: Talk) -> Announcement | None:
    """The draft of which this message is a part."""
    if talk.incoming.private:
        one = await talk.storage.announcements.get(talk.state.writing) if talk.state.writing else None
        return one if one and one.state == "draft" else None
    message = talk.incoming.message
    prompt = message.reply_to_message if message else None
    return await talk.storage.announcements.awaited(Place(talk.chat, prompt.message_id)) if prompt else None


def _is_nameless(talk: Talk) -> bool:
    """Whether nobody could tell that another member approves: the author speaks as the group."""
    return talk.services.members.second_approval and talk.incoming.person < 0


async def _take(talk: Talk, one: Announcement) -> bool:
    """Take in what was waited for; False when this is not it."""
    awaiting, message = one.awaiting, talk.incoming.message
    if awaiting is None or message is None:
        return False
    if awaiting.album:
        more = content_of(message) if message.media_group_id == awaiting.album else None
        return more is not None and await talk.storage.announcements.add_to_album(one.id, awaiting.album, more)
    if _is_nameless(talk):
        await talk.say(talk.kb.committee_wording.anonymous)
    elif awaiting.what.startswith("when"):
        await _take_time(talk, one, first=awaiting.what.endswith("+"))
    else:
        await _take_content(talk, one, message, awaiting.what)
    return True


async def _take_content(talk: Talk, one: Announcement, message: Message, what: str) -> None:
    words = talk.kb.committee_wording
    content = content_of(message)
    wanted = what.rstrip("+")
    if content is None:
        await draft_steps.ask(talk, one, what, words.not_announceable)
        return
    content = _with_source(talk, message, content)
    if wanted == "words" and not content.media and not content.place:
        content = replace(one.content, html=content.html)
    elif one.kind == "correction":
        await draft_steps.ask(talk, one, what, words.words_only)
        return
    await _store(talk, one, content, first=what.endswith("+"))


async def _store(talk: Talk, one: Announcement, content: Content, *, first: bool) -> None:
    """Keep the content if it can be sent, and go on."""
    words, by, sign = talk.kb.committee_wording, talk.incoming.person, "+" if first else ""
    again = f"{'words' if one.kind == 'correction' else 'content'}{sign}"
    if excess := talk.services.notices.too_long(replace(one, content=content), talk.now):
        await draft_steps.ask(talk, one, again, fill(words.too_long, so=excess))
        return
    changed = await talk.storage.announcements.change(one.id, content=content, author_id=by)
    if changed is None:
        await talk.say(draft_steps.no_draft(talk, await talk.storage.announcements.get(one.id)))
    elif content.place and not content.html:
        text = words.ask_place_words if talk.incoming.private else words.ask_place_words_group
        await draft_steps.ask(talk, changed, f"words{sign}", text)
    else:
        await _go_on(talk, changed, first=first)


async def _go_on(talk: Talk, one: Announcement, *, first: bool) -> None:
    """The content is there. Of an album, more may be on the way: nothing that depends on it is shown by itself."""
    message = talk.incoming.message
    album = message.media_group_id if message else None
    prompt = one.awaiting.prompt if one.awaiting else None
    awaiting = Awaiting("album", prompt, album) if album else None
    if first:
        await draft_steps.ask_audience(talk, one, first=True, awaiting=awaiting)
    elif awaiting:
        drawn, words = await draft_steps.panel(talk, one), talk.kb.committee_wording
        shown = rich(words.album_taken), [[drawn.key(words.button_preview, "preview")]]
        await draft_steps.put(talk, one, shown, awaiting)
    else:
        await draft_steps.preview(talk, one)


async def _take_time(talk: Talk, one: Announcement, *, first: bool) -> None:
    words, what = talk.kb.committee_wording, "when+" if first else "when"
    at = read_moment(talk.incoming.text, talk.local)
    if at is None:
        await draft_steps.ask(talk, one, what, words.time_unclear)
    elif at < talk.local:
        over = fill(words.time_over, luc=draft_time.in_words(talk.kb, at, talk.local))
        await draft_steps.ask(talk, one, what, over)
    else:
        send_at = None if at == talk.local else at
        changed = await talk.storage.announcements.change(one.id, send_at=send_at, author_id=talk.incoming.person)
        if changed is None:
            await talk.say(draft_steps.no_draft(talk, await talk.storage.announcements.get(one.id)))
        else:
            await draft_steps.after_time(talk, changed, first=first)


def _behind_command(message: Message | None) -> Content | None:
    """What stands behind `/thongbao`, or belongs to it: a photo with that below it."""
    content = content_of(message) if message else None
    if content is None or not _COMMAND.match(content.html):
        return None
    content = replace(content, html=_COMMAND.sub(r"\1", content.html, count=1))
    return content if content.html or content.media else None


def _with_source(talk: Talk, message: Message, content: Content) -> Content:
    """What is passed on says where it is from; members' own words need not."""
    name = _source(message, {talk.incoming.person, talk.services.me.id})
    if not name:
        return content
    told = f"<i>{escape(fill(talk.kb.committee_wording.from_source, nguon=name))}</i>"
    return replace(content, html="\n\n".join(filter(None, [content.html, told])))


def _source(message: Message, ours: set[int]) -> str:
    origin = message.forward_origin
    if isinstance(origin, MessageOriginUser):
        return "" if origin.sender_user.id in ours else origin.sender_user.full_name
    if isinstance(origin, MessageOriginHiddenUser):
        return origin.sender_user_name
    if isinstance(origin, MessageOriginChat):
        return origin.sender_chat.effective_name or ""
    if isinstance(origin, MessageOriginChannel):
        return origin.chat.effective_name or ""
    return ""
