"""What residents do with announcements: look up those in force, press the buttons below one, react to one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from telegram import Location, Venue

from bot.answering.model import RichText, Span
from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import groups, lookup
from bot.channels.telegram.handlers.reports import report
from bot.channels.telegram.markup import plain, shortened
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill
from bot.settings import LOCAL
from bot.storage import Announcement

NEWEST = 5  # announcements of which the beginning is shown
BEGINNING = 200  # characters
A_ROW = 2  # buttons


async def in_force(talk: Talk) -> None:
    """`/thongbao` by a resident: the newest ones that hold for them; in a group, those that are for everyone."""
    words = talk.kb.notice_wording
    newest = (await _holding(talk))[:NEWEST]
    if not newest:
        await _nothing(talk)
        return
    buttons = [keyboards.button(fill(words.button_show, ma=one.label), keyboards.SHOW, one.id) for one in newest]
    rows = [buttons[start : start + A_ROW] for start in range(0, len(buttons), A_ROW)]
    rows += [keyboards.subscribe(talk.words)] if await _without_bell(talk) else []
    parts = [rich(words.list_head), *(_beginning(talk, one) for one in newest)]
    await talk.say(join(parts, "\n\n"), keyboards.inline(*rows))


async def tell_newcomer(talk: Talk) -> None:
    """After `/start`: that there are announcements in force, to whom they do not come by themselves."""
    newest = (await _holding(talk))[:NEWEST]
    if newest and await _without_bell(talk):
        words = talk.kb.notice_wording
        label = fill(words.button_list, so=len(newest))
        text = join([rich(words.newcomer), _beginning(talk, newest[0])], "\n\n")
        await talk.say(text, keyboards.inline([keyboards.button(label, keyboards.SHOW, "list")]))


async def show(talk: Talk) -> None:
    """One of them was pressed, or all of them."""
    pressed = talk.incoming.text
    if pressed == "list":
        await in_force(talk)
    elif found := next((one for one in await _holding(talk) if str(one.id) == pressed), None):
        await talk.services.notices.show(talk.chat, found, talk.now)
    else:
        await talk.toast(talk.kb.notice_wording.not_in_force)


async def pressed(talk: Talk) -> None:
    """A button below an announcement."""
    what, _, number = talk.incoming.text.partition(":")
    act = _ACTS.get(what)
    one = await talk.storage.announcements.get(int(number)) if number.isdecimal() and len(number) < 10 else None
    if act is None or one is None:
        await lookup.unknown_button(talk)
    elif one.state in ("draft", "scheduled") and not await talk.services.members.includes(talk.incoming):
        await lookup.unknown_button(talk)  # nobody else has to know that there is one
    elif await _is_preview(talk, one):
        await talk.toast(talk.kb.notice_wording.preview)
    elif not talk.incoming.private:
        await groups.private_only(talk)
    else:
        await act(talk, one)


async def reacted(talk: Talk) -> None:
    """An emoji was put on a message, or taken off: it counts where that is an announcement."""
    if talk.incoming.message_id:
        reaction = talk.incoming.text or None
        await talk.storage.deliveries.react(talk.chat, talk.incoming.message_id, reaction)


async def _seen(talk: Talk, one: Announcement) -> None:
    words, said = talk.kb.notice_wording, talk.incoming
    await talk.storage.deliveries.seen(one.id, talk.chat, talk.now)
    await talk.toast(words.seen_thanks)
    if said.message_id and said.markup:
        marked = keyboards.relabelled(said.markup, f"{said.name}:{said.text}", words.button_was_seen)
        await talk.services.sender.edit_keyboard(talk.chat, said.message_id, marked)


async def _ask(talk: Talk, one: Announcement) -> None:
    """The next message is a report on this announcement."""
    await report.begin(talk, one.label)


async def _stop(talk: Talk, one: Announcement) -> None:
    """The consent is withdrawn at once; who had given it may as well do without one subject only."""
    words = talk.kb.notice_wording
    resident = await talk.storage.residents.get(talk.chat)
    await talk.storage.residents.unsubscribe(talk.chat, talk.now)
    told, rows = talk.words.unsubscribed, [keyboards.subscribe(talk.words)]
    subject = talk.kb.subjects.get(one.audience.subject)
    if subject and resident and resident.subscribed:
        told = f"{told}\n\n{fill(words.stop_subject, chu_de=subject.title)}"
        label = fill(words.button_stop_subject, chu_de=subject.title)
        rows.append([keyboards.button(label, keyboards.NOTICE, "only", one.id)])
    await talk.say(told, keyboards.inline(*rows))


async def _stop_subject(talk: Talk, one: Announcement) -> None:
    """Announcements are wanted after all, but not on this subject."""
    subject = talk.kb.subjects.get(one.audience.subject)
    if subject is None:
        await lookup.unknown_button(talk)
        return
    await talk.storage.residents.mute(talk.chat, subject.code, talk.now, muted=True)
    await talk.storage.residents.subscribe(talk.chat, talk.now)
    await talk.change(fill(talk.kb.notice_wording.stopped_subject, chu_de=subject.title))


async def _place(talk: Talk, one: Announcement) -> None:
    """The place on the map, as the phone shows it."""
    if one.shown.place is None:
        await lookup.unknown_button(talk)
        return
    latitude, longitude = one.shown.place
    words, name = talk.kb.notice_wording, talk.kb.neighbourhood.name
    title = fill(words.place_title, ma=one.label)
    venue = Venue(Location(longitude, latitude), title, fill(words.place_source, khu_pho=name))
    await talk.services.sender.venue(talk.chat, venue)


_ACTS: Mapping[str, Callable[[Talk, Announcement], Awaitable[None]]] = {
    "seen": _seen, "ask": _ask, "stop": _stop, "only": _stop_subject, "place": _place,
}  # fmt: skip


async def _is_preview(talk: Talk, one: Announcement) -> bool:
    """Whether it is not out yet, or a member looks at what was not sent to them."""
    if one.state in ("draft", "scheduled"):
        return True
    got = await talk.storage.deliveries.concerns(one.id, talk.chat)
    return not got and await talk.services.members.includes(talk.incoming)


async def _holding(talk: Talk) -> list[Announcement]:
    """What holds for who asks, the newest first; nothing is known of a group."""
    resident = await talk.storage.residents.get(talk.chat) if talk.incoming.private else None
    return await talk.storage.announcements.in_force(talk.now, resident.group if resident else None)


async def _nothing(talk: Talk) -> None:
    """Said with the bell, to whom announcements do not come."""
    words = talk.kb.notice_wording
    if await _without_bell(talk):
        bell = keyboards.inline(keyboards.subscribe(talk.words))
        await talk.say(f"{words.none_in_force}\n\n{talk.words.bell_offered}", bell)
    else:
        await talk.say(words.none_in_force)


async def _without_bell(talk: Talk) -> bool:
    """Whether announcements do not come by themselves to who asks; a group is not asked for its consent."""
    resident = await talk.storage.residents.get(talk.chat) if talk.incoming.private else None
    return talk.incoming.private and not (resident and resident.subscribed)


def _beginning(talk: Talk, one: Announcement) -> RichText:
    """The number, the day, and the first words."""
    words = talk.kb.notice_wording
    day = (one.send_at or one.approved_at or one.created_at).astimezone(LOCAL).strftime("%d/%m/%Y")
    head = say(words.list_urgent if one.urgent else words.list_item, ma=one.label, ngay=day)
    text = shortened(plain(one.shown.html), BEGINNING) or words.list_files
    return join([head, (Span(text),)])
