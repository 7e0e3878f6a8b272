from __future__ import annotations

from tests.channels.telegram.town import Person, Town


async def _results(person: Person, query: str) -> list[str]:
    found = await person.town.post("inline", from_id=person.id, query=query)
    assert found["answered"]
    return [result["title"] for result in found["results"]]


async def test_an_answer_can_be_shared_in_any_chat(hoa: Person, place: Town) -> None:
    found = await place.post("inline", from_id=hoa.id, query="bao giờ dọn")
    group = hoa.inside(await place.group(hoa))
    shared = await place.post(
        "inline/choose", chat_id=group.chat, from_id=hoa.id, query_id=found["query_id"], result_id="ve-sinh/lich"
    )
    assert shared["text"].startswith("Lịch tổng vệ sinh\n\n")
    assert shared["via_bot"]["username"] == "khupho_demo_bot"


async def test_the_best_answer_comes_first_then_what_is_related(hoa: Person) -> None:
    assert await _results(hoa, "bao giờ dọn") == ["Lịch tổng vệ sinh", "Đăng ký nghĩa vụ quân sự lần đầu"]


async def test_suggestions_are_offered(hoa: Person) -> None:
    assert await _results(hoa, "gợi ý") == ["Lịch tổng vệ sinh", "Đăng ký nghĩa vụ quân sự lần đầu"]


async def test_before_anything_is_typed_what_is_popular_is_offered(hoa: Person) -> None:
    assert await _results(hoa, "") == ["Lịch tổng vệ sinh", "Đăng ký nghĩa vụ quân sự lần đầu"]


async def test_what_is_not_understood_offers_the_private_chat_only(hoa: Person, place: Town) -> None:
    assert await _results(hoa, "giá vàng") == []
    request = (await place.requests("answerInlineQuery"))[-1]["params"]
    assert "start_parameter" in str(request["button"])
    assert str(request["is_personal"]).lower() == "false"


async def test_what_was_shared_by_inline_mode_is_not_answered(hoa: Person, place: Town) -> None:
    await hoa.ask("xin chào")
    place.push(hoa, text="bao giờ dọn", via_bot=place.served.telegram.bot)
    assert (await hoa.ask("xin chào"))["text"] == "Kính chào bà con!"
