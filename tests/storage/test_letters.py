from __future__ import annotations

from bot.storage import Content, Letter, Media, NewLetter, NewReport, Storage
from bot.storage.letters import packed
from tests.storage.times import LATER, NOON

ME, OTHER = 7, 8


async def added(storage: Storage) -> Letter:
    """Words of a resident for the committee, about a report whose card is there."""
    await storage.reports.add(NewReport(ME, "Đèn hỏng"), 1, NOON)
    [card] = await storage.letters.pending()
    await storage.letters.delivered(card, 500, NOON)
    letter = await storage.reports.say(1, ME, Content("thêm"), 55, NOON)
    assert letter
    return letter


async def test_what_was_delivered_is_not_pending_and_is_found_by_both_its_messages(storage: Storage) -> None:
    letter = await added(storage)
    await storage.letters.delivered(letter, 501, LATER)
    assert await storage.letters.pending() == []
    for found in (
        await storage.letters.by_sent(501),
        await storage.letters.by_source(55, resident=ME),
        await storage.letters.get(letter.id),
    ):
        assert found
        assert (found.id, found.sent_id, found.sent_at) == (letter.id, 501, LATER)
    assert await storage.letters.by_sent(501, resident=ME) is None  # the same number in another chat
    assert await storage.letters.by_source(55, resident=OTHER) is None
    assert await storage.letters.by_source(55) is None


async def test_the_card_is_where_the_report_is(storage: Storage) -> None:
    await added(storage)
    report = await storage.reports.get(1)
    assert report
    assert report.committee_message_id == 500


async def test_edited_words_are_brought_up_to_date_where_they_stand(storage: Storage) -> None:
    letter = await added(storage)
    await storage.letters.delivered(letter, 501, NOON)
    await storage.letters.edited(letter, Content("thêm nữa"), LATER)
    [outdated] = await storage.letters.pending()
    assert (outdated.id, outdated.sent_id, outdated.says.html) == (letter.id, 501, "thêm nữa")
    await storage.letters.delivered(outdated, 501, LATER)
    assert await storage.letters.pending() == []


async def test_words_edited_before_they_were_sent_are_sent_once(storage: Storage) -> None:
    letter = await added(storage)
    await storage.letters.edited(letter, Content("đúng ra là"), LATER)
    [waiting] = await storage.letters.pending()
    assert (waiting.says.html, waiting.sent_id) == ("đúng ra là", None)
    await storage.letters.delivered(waiting, 501, LATER)
    assert await storage.letters.pending() == []


async def test_words_edited_while_they_were_on_their_way_follow(storage: Storage) -> None:
    letter = await added(storage)
    await storage.letters.edited(letter, Content("đúng ra là"), LATER)
    await storage.letters.delivered(letter, 501, LATER)  # the old words
    [outdated] = await storage.letters.pending()
    assert (outdated.outdated, outdated.says.html) == (True, "đúng ra là")


async def test_another_file_is_another_message(storage: Storage) -> None:
    letter = await added(storage)
    await storage.letters.delivered(letter, 501, NOON)
    await storage.letters.edited(letter, Content("thêm", (Media("photo", "f"),)), LATER)
    [new] = await storage.letters.pending()
    assert new.id != letter.id
    assert new.says.media == (Media("photo", "f"),)
    found = await storage.letters.by_source(55, resident=ME)
    assert found
    assert found.id == new.id


async def test_what_failed_is_not_tried_again_and_the_other_side_is_told(storage: Storage) -> None:
    letter = await added(storage)
    told = NewLetter(ME, True, "event", {"event": "undelivered"}, 1)
    await storage.letters.failed(letter, "blocked", told, LATER)
    assert [one.what for one in await storage.letters.pending()] == ["event"]
    kept = await storage.letters.get(letter.id)
    assert kept
    assert kept.failed == "blocked"


async def test_a_letter_of_a_forgotten_person_is_neither_pending_nor_delivered(storage: Storage) -> None:
    letter = await added(storage)
    await storage.residents.forget(ME)
    await storage.letters.delivered(letter, 501, LATER)
    await storage.letters.edited(letter, Content("x"), LATER)
    assert await storage.letters.pending() == []
    assert await storage.letters.get(letter.id) is None
    assert await storage.letters.shown(ME) == []


async def test_a_letter_to_somebody_who_asked_is_about_a_question(storage: Storage) -> None:
    question = await storage.questions.add("Bao giờ họp?", "", NOON, same=lambda *_: None)
    new = NewLetter(ME, False, "answer", packed(Content("<b>Mai</b>")), question=question, source_id=9)
    made = await storage.letters.add(new, NOON)
    assert await storage.letters.add(new, LATER) == made
    assert made.says == Content("<b>Mai</b>")


async def test_whatever_stands_in_the_committee_chat_of_somebody_is_known(storage: Storage) -> None:
    letter = await added(storage)
    await storage.letters.delivered(letter, 501, LATER)
    await storage.reports.reply(1, 70, Content("Mai sửa"), 600, LATER)
    assert [one.sent_id for one in await storage.letters.shown(ME)] == [500, 501]


async def test_a_card_that_changes_while_it_is_drawn_is_drawn_again(storage: Storage) -> None:
    await storage.reports.add(NewReport(ME, "Đèn hỏng"), 1, NOON)
    [card] = await storage.letters.pending()
    await storage.reports.move(1, "taken", ("new",), 70, NOON)
    await storage.letters.delivered(card, 500, NOON)  # as it was
    again = next(one for one in await storage.letters.pending() if one.what == "card")
    assert again.outdated
