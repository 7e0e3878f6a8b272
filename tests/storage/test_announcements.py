from __future__ import annotations

import asyncio

import pytest

from bot.storage import Announcement, Audience, Awaiting, Content, Media, Message, Storage
from tests.storage.announcing import (
    DAY,
    HOUR,
    MORNING,
    OTHER_WORDS,
    OWNER,
    WORDS,
    approved,
    changed,
    counted,
    deliver,
    due,
    end,
    now_is,
    rows,
    states,
    subscribe,
)

OTHER = 98
PROMPT = Message(-100, 5)


async def test_a_draft_keeps_all_that_it_says(storage: Storage) -> None:
    content = Content("<b>Mai</b>", (Media("photo", "a"), Media("photo", "b")), (10.77, 106.6))
    awaiting = Awaiting("text", PROMPT, "album")
    audience = Audience((3, 7), "ve-sinh")
    values = {"audience": audience, "awaiting": awaiting, "urgent": True, "days": 3, "send_at": MORNING + HOUR}
    draft = await storage.announcements.draft(content, MORNING, OWNER, **values, panel=PROMPT)
    assert await now_is(storage, draft) == draft
    assert (draft.content, draft.audience, draft.awaiting, draft.panel) == (content, audience, awaiting, PROMPT)
    assert (draft.state, draft.label, draft.shown, draft.send_at) == ("draft", "TB-001", content, MORNING + HOUR)


async def test_numbers_follow_one_another_and_that_of_a_discarded_draft_is_given_again(storage: Storage) -> None:
    first, second = [await storage.announcements.draft(WORDS, MORNING, OWNER) for _ in range(2)]
    assert (first.number, second.number) == (1, 2)
    assert await storage.announcements.discard(second.id)
    assert not await storage.announcements.discard(second.id)
    assert (await storage.announcements.draft(WORDS, MORNING, OWNER)).number == 2


async def test_drafts_begun_at_once_have_different_numbers(storage: Storage) -> None:
    drafts = await asyncio.gather(*(storage.announcements.draft(WORDS, MORNING, OWNER) for _ in range(10)))
    assert sorted(draft.number for draft in drafts) == list(range(1, 11))


async def test_what_was_approved_cannot_be_discarded_or_changed(storage: Storage) -> None:
    announcement = await approved(storage)
    assert not await storage.announcements.discard(announcement.id)
    assert await storage.announcements.change(announcement.id, content=OTHER_WORDS) is None
    assert await now_is(storage, announcement) == announcement


async def test_a_change_makes_buttons_of_older_previews_worthless(storage: Storage) -> None:
    await subscribe(storage, 1)
    draft = await storage.announcements.draft(WORDS, MORNING, OWNER)
    assert await storage.announcements.propose(draft.id, 1, MORNING)
    after = await storage.announcements.change(draft.id, 1, content=OTHER_WORDS)
    assert after
    assert (after.revision, after.content, after.proposed_at) == (2, OTHER_WORDS, None)
    assert await storage.announcements.change(draft.id, 1, content=WORDS) is None
    assert not await storage.announcements.propose(draft.id, 1, MORNING)
    assert await storage.announcements.approve(draft.id, 1, OTHER, MORNING) is None
    assert await due(storage) == []
    assert await storage.announcements.approve(draft.id, 2, OTHER, MORNING)
    assert [item.announcement.content for item in await due(storage)] == [OTHER_WORDS]


async def test_of_members_who_approve_at_once_one_wins(storage: Storage) -> None:
    await subscribe(storage, 1, 2)
    draft = await storage.announcements.draft(WORDS, MORNING, OWNER)
    press = [storage.announcements.approve(draft.id, 1, member, MORNING) for member in range(10)]
    [won] = [one for one in await asyncio.gather(*press) if one]
    assert (await now_is(storage, draft)).approver_id == won.approver_id
    assert await counted(storage, won) == {"pending": 2}


async def test_unknown_ids_are_no_drafts(storage: Storage) -> None:
    assert await storage.announcements.get(7) is None
    assert await storage.announcements.approve(7, 1, OWNER, MORNING) is None
    assert await storage.announcements.change(7) is None
    assert await storage.announcements.again(7, MORNING, OWNER) == 0
    assert not await storage.announcements.stop(7, MORNING, OWNER)
    assert not await storage.announcements.resume(7, MORNING, OWNER)


async def test_a_prompt_leads_back_to_its_draft(storage: Storage) -> None:
    draft = await storage.announcements.draft(WORDS, MORNING, OWNER, awaiting=Awaiting("text", PROMPT))
    await storage.announcements.draft(WORDS, MORNING, OWNER, awaiting=Awaiting("text"))
    found = await storage.announcements.awaited(PROMPT)
    assert found
    assert found.id == draft.id
    assert await storage.announcements.awaited(Message(-100, 6)) is None
    await storage.announcements.note(draft.id, awaiting=None)
    assert await storage.announcements.awaited(PROMPT) is None


async def test_an_announcement_is_in_force_for_its_days(storage: Storage) -> None:
    announcement = await approved(storage, days=3)
    assert announcement.expires_at == MORNING + 3 * DAY


async def test_a_scheduled_one_begins_once_and_with_those_subscribed_by_then(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage, send_at=MORNING + HOUR)
    assert announcement.state == "scheduled"
    assert await storage.announcements.begin_due(MORNING) == []
    await subscribe(storage, 2)
    begun = await asyncio.gather(*(storage.announcements.begin_due(MORNING + HOUR) for _ in range(5)))
    assert sum(map(len, begun)) == 1
    assert await counted(storage, announcement) == {"pending": 2}
    assert (await now_is(storage, announcement)).expires_at == MORNING + HOUR + 7 * DAY


async def test_a_time_that_is_over_when_approved_means_now(storage: Storage) -> None:
    assert (await approved(storage, send_at=MORNING)).state == "sending"


async def test_unscheduling_makes_a_draft_again_unless_it_has_begun(storage: Storage) -> None:
    announcement = await approved(storage, send_at=MORNING + HOUR)
    assert await storage.announcements.unschedule(announcement.id, MORNING, 2)
    draft = await now_is(storage, announcement)
    assert (draft.state, draft.author_id, draft.proposed_at) == ("draft", 2, None)
    assert (draft.approver_id, draft.approved_at) == (None, None)
    assert await storage.announcements.begin_due(MORNING + DAY) == []
    assert await storage.announcements.approve(draft.id, draft.revision, OWNER, MORNING + DAY)
    assert not await storage.announcements.unschedule(announcement.id, MORNING, 2)


async def test_a_reminder_goes_out_once_for_its_occasion(storage: Storage) -> None:
    await subscribe(storage, 1)
    remind = [
        storage.announcements.remind("ve-sinh/2026-11-23", WORDS, Audience(subject="ve-sinh"), MORNING, MORNING + DAY)
        for _ in range(5)
    ]
    [reminder] = [one for one in await asyncio.gather(*remind) if one]
    assert (reminder.kind, reminder.state, reminder.author_id) == ("reminder", "sending", None)
    assert reminder.expires_at == MORNING + DAY
    assert await counted(storage, reminder) == {"pending": 1}


async def test_pause_holds_back_and_resume_goes_on(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    assert not await storage.announcements.resume(announcement.id, MORNING, OWNER)
    presses = await asyncio.gather(*(storage.announcements.pause(announcement.id, MORNING, OWNER) for _ in range(5)))
    assert sorted(presses) == [False] * 4 + [True]
    assert await due(storage) == []
    assert await storage.deliveries.next_due() is None
    assert await storage.announcements.finish(MORNING) == []
    assert await storage.announcements.resume(announcement.id, MORNING, OWNER)
    assert await deliver(storage) == [1]


@pytest.mark.parametrize("paused", [False, True])
async def test_stop_ends_it_for_who_has_not_got_it(storage: Storage, *, paused: bool) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    if paused:
        await storage.announcements.pause(announcement.id, MORNING, OWNER)
    assert await storage.announcements.stop(announcement.id, MORNING + HOUR, OWNER)
    assert not await storage.announcements.stop(announcement.id, MORNING + HOUR, OWNER)
    assert not await storage.announcements.pause(announcement.id, MORNING, OWNER)
    assert not await storage.announcements.resume(announcement.id, MORNING, OWNER)
    stopped = await now_is(storage, announcement)
    assert (stopped.state, stopped.done_at) == ("stopped", MORNING + HOUR)
    assert await due(storage) == []
    assert await counted(storage, announcement) == {"pending": 1}


async def test_it_is_done_when_nothing_is_left(storage: Storage) -> None:
    await subscribe(storage, 1, 2)
    announcement = await approved(storage)
    [one, _] = await due(storage)
    await storage.deliveries.claim(one, MORNING)
    assert await storage.announcements.finish(MORNING) == []
    await storage.deliveries.recover(MORNING)
    await deliver(storage)
    assert await storage.announcements.finish(MORNING + HOUR) == [announcement.id]
    done = await now_is(storage, announcement)
    assert (done.state, done.done_at) == ("done", MORNING + HOUR)
    assert await storage.announcements.finish(MORNING) == []


async def test_one_that_nobody_is_to_get_is_done_at_once(storage: Storage) -> None:
    announcement = await approved(storage)
    assert await storage.announcements.finish(MORNING) == [announcement.id]
    assert await storage.deliveries.tally_by_group(announcement.id) == []


async def test_again_sends_to_the_doubtful_ones_only(storage: Storage) -> None:
    await subscribe(storage, 1, 2, 3)
    announcement = await approved(storage)
    [first, second, third] = await due(storage)
    await end(storage, [(first, "sent"), (second, "unknown"), (third, "refused")])
    await storage.announcements.finish(MORNING)
    await storage.announcements.note(announcement.id, reported_at=MORNING)
    assert await storage.announcements.again(announcement.id, MORNING, OWNER) == 1
    opened = await now_is(storage, announcement)
    assert (opened.state, opened.done_at, opened.reported_at) == ("sending", None, None)
    assert await storage.announcements.again(announcement.id, MORNING, OWNER) == 0
    assert await deliver(storage) == [2]
    assert await counted(storage, announcement) == {"sent": 2, "refused": 1}


async def test_again_leaves_those_alone_who_left_or_blocked_the_bot_meanwhile(storage: Storage) -> None:
    await subscribe(storage, 1, 2, 3)
    announcement = await approved(storage)
    await deliver(storage, outcome="unknown")
    await storage.residents.unsubscribe(1, MORNING)
    await storage.residents.set_blocked(2, MORNING)
    assert await storage.announcements.again(announcement.id, MORNING, OWNER) == 1
    assert await states(storage, announcement, 1, 2, 3) == {1: "unknown", 2: "unknown", 3: "pending"}


async def test_again_does_not_begin_anew_what_was_stopped(storage: Storage) -> None:
    await subscribe(storage, 1, 2)
    announcement = await approved(storage)
    [one, _] = await due(storage)
    await end(storage, [(one, "unknown")])
    await storage.announcements.stop(announcement.id, MORNING, OWNER)
    assert await storage.announcements.again(announcement.id, MORNING, OWNER) == 1
    assert await deliver(storage) == [1]
    assert await states(storage, announcement, 1, 2) == {1: "sent", 2: "refused"}
    assert await storage.deliveries.reasons(announcement.id) == {"stopped": 1}


async def test_again_leaves_a_pause_a_pause(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    await deliver(storage, outcome="unknown")
    await storage.announcements.pause(announcement.id, MORNING, OWNER)
    assert await storage.announcements.again(announcement.id, MORNING, OWNER) == 1
    assert (await now_is(storage, announcement)).state == "paused"


async def test_what_was_recalled_is_not_sent_again(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    await deliver(storage, outcome="unknown")
    await changed(storage, announcement, "recall")
    assert await storage.announcements.again(announcement.id, MORNING, OWNER) == 0


async def test_a_correction_goes_to_all_who_may_have_got_it_and_has_its_number(storage: Storage) -> None:
    await subscribe(storage, 1, 2, 3, 4)
    announcement = await approved(storage, audience=Audience(subject="ve-sinh"), urgent=False)
    first, second, third, _ = await due(storage)
    await end(storage, [(first, "sent"), (second, "unknown"), (third, "refused")])
    correction = await changed(storage, announcement, "correction")
    assert (correction.label, correction.about) == (announcement.label, announcement.id)
    assert await states(storage, correction, 1, 2, 3, 4) == {1: "pending", 2: "pending"}
    corrected = await now_is(storage, announcement)
    assert (corrected.content, corrected.shown) == (WORDS, OTHER_WORDS)
    items = {item.chat_id: item for item in await due(storage)}
    assert items[4].announcement.shown == OTHER_WORDS
    targets = {chat: item.target.state for chat, item in items.items() if item.target}
    assert targets == {1: "sent", 2: "unknown"}
    assert all(items[chat].silent for chat in (1, 2))


async def test_what_was_read_before_a_correction_is_not_sent_any_more(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    [stale] = await due(storage)
    await changed(storage, announcement, "correction")
    assert not await storage.deliveries.claim(stale, MORNING)
    [fresh] = await due(storage)
    assert fresh.announcement.shown == OTHER_WORDS
    assert await storage.deliveries.claim(fresh, MORNING)


async def test_a_correction_waits_for_what_is_just_being_sent(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    [item] = await due(storage)
    await storage.deliveries.claim(item, MORNING)
    correction = await changed(storage, announcement, "correction")
    assert await due(storage) == []
    await end(storage, [(item, "sent")], claimed=True)
    [change] = await due(storage)
    assert change.announcement.id == correction.id
    assert change.target
    assert change.target.ids == (10,)


async def test_of_two_corrections_only_the_later_one_goes_on(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    await deliver(storage)
    first = await changed(storage, announcement, "correction")
    [item] = await due(storage)
    await end(storage, [(item, "unknown")])
    second = await changed(storage, announcement, "correction", MORNING + HOUR)
    assert (await now_is(storage, first)).state == "stopped"
    assert await storage.announcements.again(first.id, MORNING, OWNER) == 0
    assert [item.announcement.id for item in await due(storage, MORNING + HOUR)] == [second.id]


async def test_a_recall_stops_it_and_takes_it_back_from_who_got_it(storage: Storage) -> None:
    await subscribe(storage, 1, 2, 3)
    announcement = await approved(storage)
    first, second, _ = await due(storage)
    await end(storage, [(first, "sent"), (second, "unknown")])
    recall = await changed(storage, announcement, "recall", MORNING + HOUR)
    original = await now_is(storage, announcement)
    assert (original.state, original.recalled_at) == ("stopped", MORNING + HOUR)
    assert await deliver(storage, MORNING + HOUR, ids=()) == [1]
    assert await states(storage, announcement, 1, 2, 3) == {1: "recalled", 2: "unknown", 3: "pending"}
    assert await counted(storage, recall) == {"sent": 1}


async def test_a_recall_that_could_only_be_told_leaves_the_message_as_sent(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    await deliver(storage)
    await changed(storage, announcement, "recall")
    await deliver(storage, ids=(77,))
    assert await counted(storage, announcement) == {"sent": 1}


async def test_what_never_arrived_is_not_called_recalled(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    [item] = await due(storage)
    await storage.deliveries.claim(item, MORNING)
    await changed(storage, announcement, "recall")
    await end(storage, [(item, "refused")], claimed=True)
    await deliver(storage, ids=())
    assert await counted(storage, announcement) == {"refused": 1}


async def test_what_was_recalled_cannot_be_corrected_any_more(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    await deliver(storage)
    draft = await storage.announcements.draft_about(announcement, "correction", OTHER_WORDS, MORNING, OWNER)
    await changed(storage, announcement, "recall")
    assert await storage.announcements.approve(draft.id, draft.revision, OWNER, MORNING) is None


async def test_a_correction_sent_anew_settles_the_doubt(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    await deliver(storage, outcome="unknown", reason="timeout")
    await changed(storage, announcement, "correction")
    await deliver(storage, ids=(77, 78))
    row = (await rows(storage, announcement, 1))[1]
    assert (row["state"], row["message_id"], row["more_ids"], row["reason"]) == ("sent", 77, [78], None)


async def test_changes_go_also_to_who_wants_no_more_announcements(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    await deliver(storage)
    await changed(storage, announcement, "recall")
    await storage.residents.unsubscribe(1, MORNING)
    assert await deliver(storage, outcome="again") == [1]
    assert await deliver(storage) == [1]


async def test_lists_for_the_committee_and_residents(storage: Storage) -> None:
    draft = await storage.announcements.draft(WORDS, MORNING, OWNER)
    later = await approved(storage, send_at=MORNING + HOUR)
    sending = await approved(storage, audience=Audience(groups=(3,)))
    done = await approved(storage, days=1)
    await storage.announcements.finish(MORNING)
    recalled = await approved(storage)
    recall = await changed(storage, recalled, "recall")
    await storage.announcements.note(done.id, reported_at=MORNING)

    def ids(found: list[Announcement]) -> list[int]:
        return [one.id for one in found]

    assert ids(await storage.announcements.latest(9)) == [recalled.id, done.id, sending.id, later.id]
    assert ids(await storage.announcements.latest(1)) == [recalled.id]
    assert ids(await storage.announcements.followed()) == [recall.id, recalled.id, sending.id]
    assert ids(await storage.announcements.in_force(MORNING, 3, 9)) == [done.id, sending.id]
    assert ids(await storage.announcements.in_force(MORNING, None, 9)) == [done.id]
    assert ids(await storage.announcements.in_force(MORNING + DAY, 3, 9)) == [sending.id]
    await storage.announcements.purge_drafts(MORNING + HOUR)
    assert await storage.announcements.get(draft.id) is None
    assert await storage.announcements.get(later.id)
