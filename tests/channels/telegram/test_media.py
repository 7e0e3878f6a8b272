from __future__ import annotations

from typing import Any

import pytest

from bot.knowledge.wording import ChatWording
from tests.channels.telegram.town import Person, Town, buttons


async def test_a_photo_gets_a_friendly_word_and_its_caption_an_answer(hoa: Person, words: ChatWording) -> None:
    assert (await hoa.ask(photo=True))["text"] == words.photo
    await hoa.say(photo=True, caption="bao giờ dọn")
    remark, answer = await hoa.hears(2)
    assert remark["text"] == words.photo
    assert "Lịch tổng vệ sinh" in answer["text"]


async def test_an_album_gets_one_word(hoa: Person, words: ChatWording) -> None:
    for _ in range(3):
        await hoa.say(photo=True, media_group_id="1")
    await hoa.say("xin chào")
    assert [message["text"] for message in await hoa.hears(2)] == [words.photo, "Kính chào bà con!"]


@pytest.mark.parametrize("kind", ["document", "voice", "video", "sticker"])
async def test_files_get_a_friendly_word(hoa: Person, words: ChatWording, kind: str) -> None:
    await hoa.send_file(kind)
    assert (await hoa.hears())[0]["text"] == getattr(words, kind)


async def test_a_location_is_not_kept(hoa: Person, words: ChatWording) -> None:
    assert (await hoa.ask(location={"latitude": 20.9, "longitude": 107.1}))["text"] == words.location


async def test_a_contact_is_not_kept_and_the_directory_offered(hoa: Person, words: ChatWording) -> None:
    answer = await hoa.ask(contact={"phone_number": "0912345678", "first_name": "Ai đó"})
    assert (answer["text"], buttons(answer)) == (words.contact, [[words.button_directory]])


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("poll", {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
                           "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
                           "allows_revoting": False, "members_only": False}}),
        ("dice", {"dice": {"emoji": "🎲", "value": 3}}),
        ("location", {"venue": {"location": {"latitude": 1, "longitude": 2}, "title": "a", "address": "b"},
                      "location": {"latitude": 1, "longitude": 2}}),
        ("other", {"checklist_of_the_future": {"title": "?"}}),
    ],
)  # fmt: skip
async def test_what_else_people_send_gets_a_friendly_word(
    hoa: Person, place: Town, words: ChatWording, kind: str, content: dict[str, Any]
) -> None:
    await hoa.ask("xin chào")
    place.push(hoa, **content)
    assert (await hoa.hears())[0]["text"] == getattr(words, kind)


async def test_notices_of_telegram_and_edited_media_are_left_alone(hoa: Person, place: Town) -> None:
    said = await hoa.say("xin chào")
    await hoa.hears()
    place.push(hoa, message_auto_delete_timer_changed={"message_auto_delete_time": 86400})
    location = {"latitude": 1.0, "longitude": 2.0, "live_period": 60}
    place.served.telegram.updates.push("edited_message", said | {"text": None, "location": location})
    assert (await hoa.ask("xin chào"))["text"] == "Kính chào bà con!"
