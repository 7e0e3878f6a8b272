"""Which handler gets what: one table, read from top to bottom, the first line that fits wins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.channels.telegram import keyboards as k
from bot.channels.telegram.handlers import ask, groups, inline, lookup, media, privacy, settings, start
from bot.channels.telegram.handlers.announcing import announcements, draft_buttons, drafting, notices
from bot.channels.telegram.handlers.editing import edit, edit_file, history
from bot.channels.telegram.handlers.office import figures, log, ownership, roles
from bot.channels.telegram.handlers.questions import mailbox, questions, votes
from bot.channels.telegram.handlers.reports import (
    my_reports,
    report,
    report_buttons,
    report_steps,
    thread_buttons,
    threads,
)
from bot.channels.telegram.incoming import Incoming
from bot.channels.telegram.memory import State
from bot.channels.telegram.spoken import spoken
from bot.channels.telegram.talk import Handler, Talk
from bot.channels.telegram.tasks import Task, awaited, is_dropped


async def continued(talk: Talk) -> None:
    """The message that a task has asked for. What is not taken for it is answered as anything else."""
    task = await awaited(talk)
    if task is None or not await TASKS[task.what.partition(".")[0]](talk, task):
        talk.remember(State())
        talk.state = State()
        await dispatch(talk)


async def in_thread(talk: Talk) -> None:
    """A reply to a message about a report goes on with it; any other is as if it were none."""
    if not await my_reports.replied(talk):
        await _hand_over(talk, [route for route in ROUTES if not route.replies])


async def replied(talk: Talk) -> None:
    """In the committee chat: a reply to the bot."""
    task = await awaited(talk)
    taken = task is not None and await TASKS[task.what.partition(".")[0]](talk, task)
    if not taken and not await threads.replied(talk):
        await (edit_file.received if edit_file.is_sent(talk) else drafting.replied)(talk)


# By the first part of the name of a task: takes the message that was asked for; False when it is not that.
TASKS: dict[str, Callable[[Talk, Task], Awaitable[bool]]] = {
    "edit": edit.said,
    "mailbox": mailbox.written,
    "report": report_steps.written,
    "votes": votes.told,
    "thread": thread_buttons.awaited,
}


@dataclass(frozen=True)
class Route:
    """`names` are commands or first parts of button data; none fit any. A `personal` one is for private chats only;
    `awaited` names what of the `State` must be there for it to fit; an `always` one is heard from who is too noisy for
    all else; one that `replies` is for what is written in reply to a message."""

    handler: Handler
    kind: str
    names: tuple[str, ...] = ()
    personal: bool = False
    awaited: str = ""
    always: bool = False
    replies: bool = False


ROUTES = (
    # Commands, each with its aliases. Words of the menu and `m:` buttons arrive here as the command they stand for.
    Route(start.start, "command", ("start",), personal=True),
    Route(lookup.directory, "command", ("danhba",)),
    Route(lookup.calendar, "command", ("lich",)),
    Route(lookup.military, "command", ("nghiavu",)),
    Route(report.report, "command", ("gopy",), personal=True),
    Route(my_reports.mine, "command", ("phananh",), personal=True),
    Route(drafting.cancel, "command", ("huy", "cancel")),
    Route(drafting.announce, "command", ("thongbao",)),
    Route(settings.settings, "command", ("caidat",), personal=True),
    Route(lookup.help_, "command", ("trogiup", "help")),
    Route(privacy.privacy, "command", ("riengtu", "privacy")),
    Route(privacy.data, "command", ("dulieu",), personal=True),
    Route(start.unsubscribe, "command", ("dung", "stop"), personal=True, always=True),
    Route(privacy.erase, "command", ("xoa",), personal=True, always=True),
    Route(mailbox.mailbox, "command", ("hopthu",)),
    Route(edit.edit, "command", ("sua",)),
    Route(history.history, "command", ("lichsu",)),
    Route(roles.roles, "command", ("vaitro",)),
    Route(log.log, "command", ("nhatky",)),
    Route(figures.figures, "command", ("thongke",)),
    Route(lookup.unknown_command, "command"),
    # Buttons
    Route(ask.topic, "button", (k.TOPIC,)),
    Route(ask.place, "button", (k.PLACE,)),
    Route(ask.none_of_these, "button", (k.NONE,)),
    Route(votes.vote, "button", (k.VOTE,), personal=True),
    Route(votes.why, "button", (k.WHY,), personal=True),
    Route(questions.send, "button", (k.QUESTION,), personal=True),
    Route(lookup.section, "button", (k.SECTION,)),
    Route(report_buttons.pressed, "button", (k.REPORT,), personal=True),
    Route(start.choose_group, "button", (k.GROUP,), personal=True),
    Route(start.subscribe, "button", (k.SUBSCRIBE,), personal=True, always=True),
    Route(privacy.erase_confirmed, "button", (k.ERASE,), personal=True, always=True),
    Route(notices.show, "button", (k.SHOW,)),
    Route(notices.pressed, "button", (k.NOTICE,), always=True),
    Route(draft_buttons.pressed, "button", (k.DRAFTING,)),
    Route(announcements.pressed, "button", (k.MANAGE,)),
    Route(settings.changed, "button", (k.SETTINGS,), personal=True, always=True),
    Route(thread_buttons.pressed, "button", (k.THREAD,)),
    Route(mailbox.pressed, "button", (k.MAILBOX,)),
    Route(edit.pressed, "button", (k.EDIT,)),
    Route(history.pressed, "button", (k.HISTORY,)),
    Route(roles.pressed, "button", (k.ROLE,)),
    Route(log.pressed, "button", (k.LOG,)),
    Route(figures.pressed, "button", (k.FIGURES,)),
    Route(lookup.unknown_button, "button"),
    # The one-time code of a bot without an owner
    Route(ownership.claim, "code"),
    # A reply to a message about a report
    *(Route(in_thread, kind, replies=True) for kind in ("text", "forwarded", *media.KINDS)),
    # What the bot has asked for
    *(Route(continued, kind, awaited="task") for kind in ("text", "forwarded", *media.KINDS)),
    # What a member writes for an announcement
    *(Route(drafting.written, kind, awaited="writing") for kind in ("text", "forwarded", *media.KINDS)),
    Route(replied, "reply"),
    # The rest of what goes between members and those who reported something
    Route(threads.said, "said"),
    Route(threads.amended, "amended"),
    Route(threads.corrected, "edited"),
    # What people write and send
    Route(ask.question, "text"),
    Route(ask.forwarded, "forwarded"),
    Route(edit_file.received, "document"),
    *(Route(media.media, kind) for kind in media.KINDS),
    # From elsewhere
    Route(inline.inline, "inline"),
    Route(groups.membership, "member"),
    Route(notices.reacted, "reaction"),
)

_COMMANDS = frozenset(name for route in ROUTES if route.kind == "command" for name in route.names)


async def dispatch(talk: Talk) -> None:
    """Hand an update to its handler."""
    talk.incoming = _as_command(talk)
    incoming = talk.incoming
    if incoming.kind == "command" and talk.state.awaits:
        talk.remember(State())
    if incoming.kind == "command" and not incoming.private and incoming.name not in _COMMANDS:
        return  # in a group it may be meant for another bot
    await _hand_over(talk, ROUTES)


async def _hand_over(talk: Talk, routes: Sequence[Route]) -> None:
    """To the first route that fits."""
    route = next(route for route in routes if _fits(route, talk))
    await (groups.private_only if route.personal and not talk.incoming.private else route.handler)(talk)
    await talk.toast()


def _fits(route: Route, talk: Talk) -> bool:
    incoming = talk.incoming
    named = not route.names or incoming.name in route.names
    awaited = not route.awaited or bool(getattr(talk.state, route.awaited))
    replying = not route.replies or (incoming.message is not None and incoming.message.reply_to_message is not None)
    return route.kind == incoming.kind and named and awaited and replying


def always_heard(incoming: Incoming) -> bool:
    """Whether it is a resident's right (to stop, to be forgotten), before which no limit stands."""
    return any(r.always and r.kind == incoming.kind and incoming.name in r.names for r in ROUTES)


def _as_command(talk: Talk) -> Incoming:
    """Other ways to give a command: words of the menu, an `m:` button, a link (`/start gopy`); and a one-time code."""
    incoming, name = talk.incoming, ""
    if incoming.kind == "text" and incoming.private and talk.services.ownership.is_meant(incoming.text):
        return replace(incoming, kind="code")
    if incoming.kind == "text" and incoming.private:
        name = _meant(talk)
    elif (incoming.kind, incoming.name) in (("button", k.COMMAND), ("command", "start")):
        name = incoming.text
    return replace(incoming, kind="command", name=name, text="") if name in _COMMANDS else incoming


def _meant(talk: Talk) -> str:
    """The command that a whole message stands for, if any."""
    if talk.state.awaits and is_dropped(talk, talk.state.task):
        return "huy"
    return k.menu_commands(talk.words).get(spoken(talk.incoming.text, talk.kb.dictionary.fillers), "")
