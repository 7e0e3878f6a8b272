from __future__ import annotations

import pytest

from bot.knowledge.announcement_wording import CommitteeWording
from bot.storage import Content
from tests.channels.telegram.committee_town import Committee
from tests.channels.telegram.drafts import chosen, content, press, private, step
from tests.channels.telegram.town import Json, Query, buttons, fonts, until


async def taken(committee: Committee, count: int) -> None:
    """Wait until so many files of an album are in the draft."""

    async def there() -> bool:
        one = await committee.place.storage.announcements.get(1)
        return one is not None and len(one.content.media) == count

    await until(there)


async def test_an_album_is_one_announcement_and_one_question(committee: Committee) -> None:
    await committee.residents(1)
    ban = private(committee.first)
    await ban.ask("/thongbao")
    await committee.place.post("send-album", chat_id=ban.id, from_id=ban.id, photos=4, caption="Ảnh *tuần* <trước>")
    [panel] = await ban.hears()
    await taken(committee, 4)
    shown = await chosen(ban, panel)
    assert [bool(one.get("photo")) for one in shown] == [True] * 4 + [False]
    assert shown[0]["caption"].startswith("📢 Thông báo TB-001 · Khu phố Thử\n\nẢnh *tuần* <trước>")


async def test_an_album_in_the_group_and_then_another_one_instead(committee: Committee) -> None:
    await committee.residents(1)
    ban, place = committee.first, committee.place
    await ban.say("/thongbao")
    _, prompt = await ban.hears(2)
    album = {"chat_id": ban.chat, "from_id": ban.id}
    await place.post("send-album", **album, photos=2, caption="Một", reply_to_message_id=prompt["message_id"])
    [panel] = await ban.hears()
    await taken(committee, 2)
    shown = await chosen(ban, panel)
    assert [bool(one.get("photo")) for one in shown] == [True, True, False]
    menu = await step(ban, shown[-1], "✏️")
    await press(ban, menu, "📝")
    [prompt] = await ban.hears()
    await place.post("send-album", **album, photos=3, caption="Hai", reply_to_message_id=prompt["message_id"])
    [asked] = await ban.hears()
    await taken(committee, 3)
    await press(ban, asked, "👁 Xem trước")
    shown = await ban.hears(4)
    assert [bool(one.get("photo")) for one in shown] == [True, True, True, False]
    assert "Hai" in shown[0]["caption"]


async def test_the_command_below_a_photo_announces_the_photo(committee: Committee) -> None:
    await committee.residents(1)
    ban = private(committee.first)
    await ban.say("", photo=True, caption="/thongbao Ảnh tuần trước")
    preview, panel = await ban.hears(2)
    assert preview["caption"].endswith("\n\nẢnh tuần trước")
    assert "Bản nháp TB-001" in panel["text"]


@pytest.mark.parametrize(("kind", "shown"), [("document", "document"), ("voice", "voice"), ("video", "video")])
async def test_files_are_announced(committee: Committee, kind: str, shown: str) -> None:
    await committee.residents(1)
    ban = private(committee.first)
    await ban.ask("/thongbao")
    await ban.send_file(kind, caption="Xem giúp")
    [panel] = await ban.hears()
    preview, _ = await chosen(ban, panel)
    assert preview[shown]["file_id"]
    assert preview["caption"].endswith("Xem giúp")


async def test_a_place_needs_words_and_gets_a_button(committee: Committee) -> None:
    await committee.residents(1)
    ban = private(committee.first)
    [asked] = await content(ban, location={"latitude": 20.95, "longitude": 107.08})
    assert "viết thêm lời" in asked["text"]
    panel = await ban.ask("Tập trung ở đây")
    preview, _ = await chosen(ban, panel)
    assert "Tập trung ở đây" in preview["text"]
    assert "📍 Xem trên bản đồ" in str(buttons(preview))


@pytest.mark.parametrize(
    ("origin", "told"),
    [
        ({"type": "channel", "title": "Phường <A> & B"}, "(Theo Phường <A> & B)"),
        ({"type": "hidden_user", "name": "Chị Tám"}, "(Theo Chị Tám)"),
    ],
)
async def test_what_is_passed_on_says_where_it_is_from(committee: Committee, origin: Json, told: str) -> None:
    await committee.residents(1)
    ban = private(committee.first)
    await ban.ask("/thongbao")
    await committee.place.post("forward", chat_id=ban.id, from_id=ban.id, text="Tiêm chủng mai", origin=origin)
    [panel] = await ban.hears()
    preview, _ = await chosen(ban, panel)
    assert preview["text"].endswith(f"Tiêm chủng mai\n\n{told}")
    assert fonts(preview, "italic") == [told]


async def test_a_members_own_message_passed_on_needs_no_source(committee: Committee) -> None:
    await committee.residents(1)
    ban = private(committee.first)
    await ban.ask("/thongbao")
    origin = {"type": "user", "user_id": ban.id}
    await committee.place.post("forward", chat_id=ban.id, from_id=ban.id, text="Tiêm chủng mai", origin=origin)
    [panel] = await ban.hears()
    preview, _ = await chosen(ban, panel)
    assert "Theo" not in preview["text"]


async def test_what_cannot_be_announced_is_asked_for_again(committee: Committee, said: CommitteeWording) -> None:
    ban = private(committee.first)
    await ban.ask("/thongbao")
    await ban.send_file("sticker")
    assert (await ban.hears())[0]["text"] == said.not_announceable
    assert "Gửi cho ai" in (await ban.ask("Thôi gửi chữ vậy"))["text"]


async def test_too_long_is_told_and_nothing_is_lost(committee: Committee) -> None:
    ban = private(committee.first)
    head = len("📢 Thông báo TB-001 · Khu phố Thử\n\n") + 1  # the sign counts twice
    [asked] = await content(ban, text="ă" * 4096)
    assert f"Nội dung dài quá {head} ký tự" in asked["text"]
    await ban.say("", photo=True, caption="ă" * 1024)
    assert f"Nội dung dài quá {head} ký tự" in (await ban.hears())[0]["text"]
    assert "Gửi cho ai" in (await ban.ask("ă" * (4096 - head)))["text"]


HOSTILE = (
    "<b>chưa đóng & <i>",
    "a" * 2000 + "😀" * 1000,
    "\u202eمرحبا שלום",
    "{khu phố} ** [x](y) {{}}",
    "&lt;script&gt; &amp;",
    "ạ\u0323̣́ ơ\u200d👩‍👩‍👧",
)


async def test_any_text_comes_through_as_it_was_written(committee: Committee) -> None:
    await committee.residents(1)
    ban = private(committee.first)
    for text in HOSTILE:
        await ban.say(f"/thongbao {text}")
        preview, panel = await ban.hears(2)
        assert preview["text"].partition("\n\n")[2] == text.strip(), text
        await press(ban, panel, "❌")


async def test_what_an_urgent_head_makes_too_long_is_told_and_not_sent(committee: Committee, query: Query) -> None:
    await committee.residents(1)
    ban = private(committee.first)
    heard = await ban.ask("xin chào")
    announcements, notices = committee.place.storage.announcements, committee.place.channel._notices
    one = await announcements.draft(Content("x" * 5000), committee.local, ban.id)
    fits = Content("x" * (5000 - notices.too_long(one, committee.local)))
    one = await announcements.change(one.id, content=fits) or one
    assert notices.too_long(one, committee.local) == 0
    await ban.send_data(heard, f"ad:urgent:{one.id}:{one.revision}")
    assert "dài" in (await ban.hears())[0]["text"]
    await ban.send_data(heard, f"ad:send:{one.id}:{one.revision + 1}")
    assert "dài" in (await ban.hears())[0]["text"]
    assert query("SELECT state FROM announcements") == [("draft",)]


async def test_who_is_named_in_the_words_is_no_link(committee: Committee, query: Query) -> None:
    lan = await committee.place.person("Lan")
    named = {"type": "text_mention", "offset": 18, "length": 3, "user": lan.user}
    await committee.first.say("/thongbao Hỏi chị Lan", entities=[named])
    preview, _ = await committee.first.hears(2)
    assert preview["text"].endswith("Hỏi chị Lan")
    assert str(lan.id) not in str(query("SELECT content FROM announcements"))
