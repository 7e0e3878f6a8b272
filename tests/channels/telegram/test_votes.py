from __future__ import annotations

import pytest

from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording
from tests.channels.telegram.town import Person, Query, Town, buttons


@pytest.mark.parametrize(("label", "value"), [("👍", 1), ("👎", -1)])
async def test_a_vote_is_stored_then_thanked_for(
    hoa: Person, words: ChatWording, query: Query, label: str, value: int
) -> None:
    answer = await hoa.ask("bao giờ dọn")
    assert await hoa.press(answer, label) == (words.voted_up if value > 0 else words.voted_down)
    stored = query("SELECT chat_id, message_id, topic, value FROM votes")
    assert stored == [(hoa.id, answer["message_id"], "ve-sinh/lich", value)]
    chosen = fill(words.button_chosen, nut=label)
    assert buttons(await hoa.sees(answer))[0] == [chosen if face == label else face for face in ("👍", "👎")]
    assert buttons(await hoa.sees(answer))[1:] == buttons(answer)[1:]


async def test_a_vote_can_be_changed(hoa: Person, words: ChatWording, query: Query) -> None:
    answer = await hoa.ask("bao giờ dọn")
    await hoa.press(answer, "👍")
    assert await hoa.press(await hoa.sees(answer), "👎") == words.voted_down
    assert buttons(await hoa.sees(answer))[0] == ["👍", fill(words.button_chosen, nut="👎")]
    assert query("SELECT value FROM votes") == [(-1,)]


async def test_a_vote_pressed_twice_is_one(hoa: Person, query: Query) -> None:
    answer = await hoa.ask("bao giờ dọn")
    for data in ("v:+:ve-sinh/lich", "v:+:ve-sinh/lich", "v:-:ve-sinh/lich"):
        await hoa.send_data(answer, data)
    assert query("SELECT value FROM votes") == [(-1,)]


async def test_forged_votes_are_not_stored(hoa: Person, words: ChatWording, query: Query) -> None:
    answer = await hoa.ask("bao giờ dọn")
    for data in ("v:+:khong-co", "v:x:ve-sinh/lich", "v:", "v"):
        assert await hoa.send_data(answer, data) == words.topic_gone
    assert query("SELECT * FROM votes") == []


async def test_nobody_votes_in_a_group(place: Town, words: ChatWording, query: Query) -> None:
    hoa = await place.person("Hòa")
    inside = hoa.inside(await place.group(hoa))
    answer = await inside.ask("@khupho_demo_bot bao giờ dọn")
    assert ["👍", "👎"] not in buttons(answer)
    assert await inside.send_data(answer, "v:+:ve-sinh/lich") == words.private_only
    assert query("SELECT * FROM votes") == []
