from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

from bot.storage import Act, Content, Letter, Media, NewReport, Report, Storage
from bot.storage.report import OPEN
from tests.storage.times import LATER, NOON

TODAY = NOON.date()
ME, OTHER, MEMBER, SECOND = 7, 8, 70, 71


async def report(storage: Storage, update_id: int = 1, chat: int = ME, text: str = "Đèn hỏng", **values: Any) -> Report:
    return await storage.reports.add(NewReport(chat, text, **values), update_id, NOON)


async def waiting(storage: Storage) -> list[tuple[str, int | None, int]]:
    """What is to be delivered: what it is, of which report, and to or from whom."""
    return [(one.what, one.report, one.chat_id) for one in await storage.letters.pending()]


async def acts(storage: Storage) -> list[Act]:
    return [act for _, act in reversed(await storage.acts.latest(99))]


async def to(storage: Storage, what: str) -> list[Letter]:
    return [one for one in await storage.letters.pending() if one.what == what]


async def test_numbers_count_from_one(storage: Storage) -> None:
    first, second = await report(storage, 101), await report(storage, 102, OTHER)
    assert (first.label, second.label) == ("PA-0001", "PA-0002")


async def test_a_label_outgrows_four_digits() -> None:
    assert Report(12345, ME, "", NOON, NOON).label == "PA-12345"


async def test_all_of_a_report_is_kept(storage: Storage) -> None:
    given: dict[str, Any] = {
        "place": "ngõ 3",
        "map": (20.9, 107.1),
        "media": (Media("photo", "f"),),
        "kind": "den-duong",
    }
    given |= {"anonymous": True, "public": True, "home_group": 3, "due_on": TODAY}
    made = await report(storage, **given)
    assert made == Report(1, ME, "Đèn hỏng", NOON, NOON, **given)
    assert await storage.reports.get(1) == made


async def test_the_same_update_makes_one_report_and_one_card(storage: Storage) -> None:
    first = await report(storage, 101)
    assert await storage.reports.add(NewReport(ME, "Khác"), 101, LATER) == first
    assert await waiting(storage) == [("card", 1, ME)]


async def test_reports_at_the_same_time_get_numbers_of_their_own(storage: Storage) -> None:
    made = await asyncio.gather(*(report(storage, n, n) for n in range(1, 21)))
    assert sorted(one.number for one in made) == list(range(1, 21))


async def test_files_and_the_place_follow_the_card_in_letters_of_their_own(storage: Storage) -> None:
    await report(storage, media=(Media("photo", "a"), Media("voice", "b")), map=(20.9, 107.1))
    card, *others = await storage.letters.pending()
    assert card.what == "card"
    assert [one.says for one in others] == [
        Content(media=(Media("photo", "a"),)),
        Content(media=(Media("voice", "b"),)),
        Content(place=(20.9, 107.1)),
    ]


async def test_words_too_long_for_the_card_follow_whole(storage: Storage) -> None:
    text = "<b> " * 500
    await report(storage, text=text)
    _, rest = await storage.letters.pending()
    assert rest.says.html == text.replace("<", "&lt;").replace(">", "&gt;")


async def test_the_name_is_on_the_card_only_and_not_kept_of_who_stays_anonymous(storage: Storage) -> None:
    await report(storage, 1, name="Hòa")
    await report(storage, 2, name="Hòa", anonymous=True)
    assert [one.content["name"] for one in await storage.letters.pending()] == ["Hòa", ""]
    held = await storage.residents.export(ME)
    assert "Hòa" not in str(held["reports"])


async def test_the_number_of_a_forgotten_report_is_never_given_again(storage: Storage) -> None:
    await report(storage, 101)
    await storage.residents.forget(ME)
    assert await waiting(storage) == []
    assert await storage.reports.get(1) is None
    assert (await report(storage, 103)).number == 2
    assert [row["number"] for row in (await storage.residents.export(ME))["reports"]] == [2]


async def test_ones_own_are_listed_newest_first_by_pages(storage: Storage) -> None:
    for update_id, chat in enumerate((ME, OTHER, ME, ME)):
        await report(storage, update_id, chat)
    assert [one.number for one in await storage.reports.by(ME)] == [4, 3, 1]
    assert [one.number for one in await storage.reports.by(ME, 2)] == [4, 3]
    assert [one.number for one in await storage.reports.by(ME, 2, before=3)] == [1]


async def test_how_many_somebody_has_sent_since(storage: Storage) -> None:
    await report(storage, 1)
    await storage.reports.add(NewReport(ME, "x"), 2, LATER)
    assert await storage.reports.count_since(ME, NOON) == 2
    assert await storage.reports.count_since(ME, LATER) == 1
    assert await storage.reports.count_since(OTHER, NOON) == 0


async def test_only_open_public_reports_of_the_kind_from_the_same_part_are_shown_to_others(storage: Storage) -> None:
    near: dict[str, Any] = {"kind": "den-duong", "public": True, "home_group": 3}
    changes: list[dict[str, Any]] = [{}, {"public": False}, {"kind": "rac"}, {"home_group": 4}, {}]
    for update_id, change in enumerate(changes):
        await report(storage, update_id, **near | change)
    await storage.reports.move(1, "done", OPEN, MEMBER, NOON)
    assert [one.number for one in await storage.reports.open_public("den-duong", 3)] == [5]


async def test_others_join_once_and_the_author_never(storage: Storage) -> None:
    await report(storage, public=True)
    assert await storage.reports.support(1, OTHER, NOON)
    assert await storage.reports.support(1, OTHER, LATER)
    assert not await storage.reports.support(1, ME, NOON)
    assert not await storage.reports.support(99, OTHER, NOON)
    assert await storage.reports.supporters(1) == [OTHER]


async def test_nobody_joins_what_is_not_public_or_over(storage: Storage) -> None:
    await report(storage, 1)
    await report(storage, 2, public=True)
    await storage.reports.move(2, "done", OPEN, MEMBER, NOON)
    assert not await storage.reports.support(1, OTHER, NOON)
    assert not await storage.reports.support(2, OTHER, NOON)


async def test_of_two_members_one_takes_it(storage: Storage) -> None:
    await report(storage)
    tries = (storage.reports.move(1, "taken", ("new",), by, NOON, handler_id=by) for by in (MEMBER, SECOND))
    first, second = await asyncio.gather(*tries)
    won = first or second
    assert (first is None) != (second is None)
    assert won
    assert won.handler_id == (await acts(storage))[0].actor_id
    assert len(await acts(storage)) == 1
    assert len(await to(storage, "state")) == 1


async def test_a_change_is_told_to_the_author_and_who_sees_it_too_and_logged(storage: Storage) -> None:
    await report(storage, public=True)
    await storage.reports.support(1, OTHER, NOON)
    await storage.reports.move(1, "impossible", OPEN, MEMBER, LATER, reason="Chờ điện lực")
    told = await to(storage, "state")
    assert [(one.chat_id, one.to_committee) for one in told] == [(ME, False), (OTHER, False)]
    assert told[0].content == {"act": "impossible", "reason": "Chờ điện lực", "duplicate_of": None}
    assert await acts(storage) == [Act(LATER, MEMBER, "report.impossible", "PA-0001", "new", "impossible")]


async def test_what_ends_a_report_ends_it_at_a_time(storage: Storage) -> None:
    await report(storage)
    moved = await storage.reports.move(1, "done", OPEN, MEMBER, LATER)
    assert moved
    assert (moved.done_at, moved.changed_at) == (LATER, LATER)
    assert await storage.reports.move(1, "working", OPEN, MEMBER, LATER) is None


async def test_a_member_opens_again_what_was_ended_by_mistake(storage: Storage) -> None:
    await report(storage)
    await storage.reports.move(1, "referred", OPEN, MEMBER, NOON, reason="Điện lực")
    again = await storage.reports.move(1, "taken", ("referred",), SECOND, LATER, handler_id=SECOND)
    assert again
    assert (again.state, again.reason, again.done_at, again.handler_id) == ("taken", None, None, SECOND)
    assert (await acts(storage))[-1].what == "report.reopened"
    assert (await to(storage, "state"))[-1].content["act"] == "reopened"


async def test_who_waits_for_a_duplicate_waits_for_the_other_one_from_then_on(storage: Storage) -> None:
    await report(storage, 1)
    await report(storage, 2, OTHER, public=True)
    await storage.reports.support(2, 9, NOON)
    await storage.reports.move(2, "duplicate", OPEN, MEMBER, NOON, duplicate_of=1)
    assert sorted(await storage.reports.supporters(1)) == [OTHER, 9]
    await storage.reports.move(1, "done", OPEN, MEMBER, NOON)
    assert [one.chat_id for one in await to(storage, "state") if one.report == 1] == [ME, OTHER, 9]


async def test_ones_own_second_report_of_the_same_is_told_once(storage: Storage) -> None:
    await report(storage, 1)
    await report(storage, 2)
    await storage.reports.move(2, "duplicate", OPEN, MEMBER, NOON, duplicate_of=1)
    assert await storage.reports.supporters(1) == []


async def test_the_author_closes_and_opens_again_and_nobody_else(storage: Storage) -> None:
    await report(storage, public=True)
    await storage.reports.support(1, 9, NOON)
    assert await storage.reports.close(1, OTHER, NOON) is None
    closed = await storage.reports.close(1, ME, LATER)
    assert closed
    assert (closed.state, closed.done_at) == ("closed", LATER)
    assert await storage.reports.close(1, ME, LATER) is None
    assert await storage.reports.reopen(1, OTHER, LATER) is None
    again = await storage.reports.reopen(1, ME, LATER, TODAY)
    assert again
    assert (again.state, again.done_at, again.due_on) == ("new", None, TODAY)
    assert await storage.reports.reopen(1, ME, LATER) is None
    assert [one.content["event"] for one in await to(storage, "event")] == ["closed", "reopened"]
    assert [(one.chat_id, one.content["act"]) for one in await to(storage, "state")] == [(9, "closed"), (9, "reopened")]
    assert [(act.what, act.actor_id) for act in await acts(storage)] == [
        ("report.closed", None),
        ("report.reopened", None),
    ]


async def test_what_the_author_adds_is_a_letter_once(storage: Storage) -> None:
    await report(storage)
    first = await storage.reports.say(1, ME, Content("thêm"), 55, NOON)
    assert first
    assert await storage.reports.say(1, ME, Content("thêm"), 55, LATER) == first
    assert await storage.reports.say(1, OTHER, Content("x"), 56, NOON) is None
    assert [one.says for one in await to(storage, "words")] == [Content("thêm")]


async def test_what_a_member_answers_is_a_letter_and_an_act_once(storage: Storage) -> None:
    await report(storage)
    first = await storage.reports.reply(1, MEMBER, Content("Mai sửa"), 55, NOON)
    assert await storage.reports.reply(1, MEMBER, Content("Mai sửa"), 55, LATER) == first
    assert await storage.reports.reply(2, MEMBER, Content("x"), 56, NOON) is None
    assert [(one.chat_id, one.says.html) for one in await to(storage, "reply")] == [(ME, "Mai sửa")]
    assert await acts(storage) == [Act(NOON, MEMBER, "report.replied", "PA-0001")]


async def test_words_edited_by_the_author_change_the_card(storage: Storage) -> None:
    await report(storage)
    [card] = await storage.letters.pending()
    await storage.letters.delivered(card, 500, NOON)
    assert not await storage.reports.reword(1, OTHER, "khác", LATER)
    assert await storage.reports.reword(1, ME, "Đèn ngõ 4", LATER)
    kept = await storage.reports.get(1)
    assert kept
    assert kept.text == "Đèn ngõ 4"
    assert [one.outdated for one in await storage.letters.pending()] == [True]


async def test_asks_once_a_week_after_it_was_done(storage: Storage) -> None:
    for update_id in (1, 2):
        await report(storage, update_id)
    await storage.reports.move(1, "done", OPEN, MEMBER, NOON)
    week = dt.timedelta(days=7)
    assert await storage.reports.ask_fine(NOON - week, NOON) == 0
    assert await storage.reports.ask_fine(NOON, NOON + week) == 1
    assert await storage.reports.ask_fine(NOON, NOON + week) == 0
    assert [(one.what, one.report) for one in await to(storage, "fine")] == [("fine", 1)]


async def test_what_is_opened_again_and_done_is_asked_about_again(storage: Storage) -> None:
    await report(storage)
    await storage.reports.move(1, "done", OPEN, MEMBER, NOON)
    await storage.reports.ask_fine(NOON, NOON)
    await storage.reports.reopen(1, ME, LATER)
    await storage.reports.move(1, "done", OPEN, MEMBER, LATER)
    assert await storage.reports.ask_fine(LATER, LATER) == 1


async def test_open_ones_are_listed_overdue_first_then_the_newest(storage: Storage) -> None:
    for update_id, days in enumerate((3, -1, None, -5, 3), 1):
        due = None if days is None else TODAY + dt.timedelta(days=days)
        await report(storage, update_id, due_on=due)
    await storage.reports.move(5, "closed", OPEN, MEMBER, NOON)
    assert [one.number for one in await storage.reports.open(TODAY, 9)] == [4, 2, 3, 1]
    assert [one.number for one in await storage.reports.open(TODAY, 2, 2)] == [3, 1]
    assert [one.number for one in await storage.reports.overdue(TODAY)] == [4, 2]
    assert await storage.reports.count_overdue(TODAY) == 2
    assert await storage.reports.counts() == {"new": 4, "closed": 1}
    assert [one.number for one in await storage.reports.untaken()] == [1, 2, 3, 4]


async def test_what_the_committee_spoke_last_in_waits_for_the_resident(storage: Storage) -> None:
    for update_id in (1, 2, 3):
        await report(storage, update_id)
        if update_id < 3:
            await storage.reports.reply(update_id, MEMBER, Content("Ở đâu ạ?"), update_id, NOON)
    await storage.reports.say(2, ME, Content("Ngõ 3"), 99, LATER)
    assert [one.number for one in await storage.reports.answered()] == [1]


async def test_open_ones_of_the_same_kind_may_be_the_same(storage: Storage) -> None:
    for update_id, kind in enumerate(("a", "a", "b", "a"), 1):
        await report(storage, update_id, kind=kind)
    assert [one.number for one in await storage.reports.open_of_kind("a", but=4, limit=5)] == [2, 1]


async def test_a_report_is_found_by_its_topic_and_gets_another_when_that_is_gone(storage: Storage) -> None:
    await report(storage)
    [card] = await storage.letters.pending()
    await storage.reports.in_thread(1, 40)
    await storage.letters.delivered(card, 41, NOON)
    found = await storage.reports.by_thread(40)
    assert found
    assert (found.thread_id, found.committee_message_id) == (40, 41)
    await storage.reports.lost_thread(1)
    assert await storage.reports.by_thread(40) is None
    assert await waiting(storage) == [("card", 1, ME)]


async def test_those_supported_by_somebody_are_found(storage: Storage) -> None:
    await report(storage, 1, public=True)
    await report(storage, 2, public=True)
    await storage.reports.support(1, OTHER, NOON)
    assert [one.number for one in await storage.reports.supported_by(OTHER, 5)] == [1]
