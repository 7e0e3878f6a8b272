"""What people send besides plain words: formatting, albums, things forwarded, reactions."""

from typing import Any

import pytest

from tests.simulator.local import Local

BOLD = {"type": "bold", "offset": 0, "length": 4}
LINK = {"type": "text_link", "offset": 5, "length": 4, "url": "https://example.org/"}


async def test_formatting_reaches_the_bot_in_texts_captions_and_edits(local: Local) -> None:
    lan = await local.resident()
    me = {"chat_id": lan, "from_id": lan}
    said = await local.act("send", **me, text="Khẩn nước", entities=[BOLD, LINK])
    await local.act("send", **me, photo=True, caption="Khẩn nước", caption_entities=[BOLD])
    await local.act("edit", **me, message_id=said["message_id"], text="Khẩn điện", entities=[BOLD])
    text, photo, edited = await local.updates()
    assert text["message"]["entities"] == [BOLD, LINK]
    assert photo["message"]["caption_entities"] == [BOLD]
    assert edited["edited_message"]["entities"] == [BOLD]
    assert await local.refused("send", **me, text="ngắn", entities=[BOLD | {"length": 9}])


async def test_an_album_of_a_person_reaches_the_bot_as_one(local: Local) -> None:
    lan = await local.resident()
    sent = await local.act("send-album", chat_id=lan, from_id=lan, photos=3, caption="Khẩn", caption_entities=[BOLD])
    heard = [update["message"] for update in await local.updates()]
    assert [message["message_id"] for message in heard] == [each["message_id"] for each in sent["messages"]]
    assert len({message["media_group_id"] for message in heard}) == 1
    assert [message.get("caption") for message in heard] == ["Khẩn", None, None]
    files = {f"file{number}": (f"{number}.txt", b"x", "text/plain") for number in range(2)}
    fields = {"chat_id": lan, "from_id": lan, "kind": "document"}
    assert (await local.http.post("/client/send-album", data=fields, files=files)).status_code == 200
    first, second = [update["message"] for update in await local.updates()]
    assert first["document"]["file_name"] == "0.txt"
    assert first["media_group_id"] == second["media_group_id"] != heard[0]["media_group_id"]
    assert await local.refused("send-album", chat_id=lan, from_id=lan, photos=11)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ({"type": "hidden_user", "name": "Ông Tư"}, {"sender_user_name": "Ông Tư"}),
        ({"type": "channel", "title": "Phường", "username": "phuong"}, {"message_id": 1}),
    ],
)
async def test_people_forward_what_comes_from_elsewhere(
    local: Local, origin: dict[str, Any], expected: dict[str, Any]
) -> None:
    lan = await local.resident()
    await local.act("forward", chat_id=lan, from_id=lan, text="Cắt nước", origin=origin)
    (update,) = await local.updates()
    assert update["message"]["text"] == "Cắt nước"
    shown = update["message"]["forward_origin"]
    assert shown["type"] == origin["type"]
    assert shown["date"] == local.telegram.now()
    assert expected.items() <= shown.items()
    if origin["type"] == "channel":
        assert {"type": "channel", "title": "Phường", "username": "phuong"}.items() <= shown["chat"].items()
    assert await local.refused("forward", chat_id=lan, from_id=lan, text="x", origin={"type": "other"})


async def test_people_forward_messages_of_other_chats(local: Local) -> None:
    lan, minh = await local.resident("Lan"), await local.resident("Minh")
    photo = await local.act("send", chat_id=lan, from_id=lan, photo=True, caption="đèn hỏng")
    source = {"from_chat_id": lan, "message_id": photo["message_id"]}
    once = await local.act("forward", chat_id=minh, from_id=minh, **source)
    assert (once["caption"], once["forward_origin"]["sender_user"]["id"]) == ("đèn hỏng", lan)
    again = {"from_chat_id": minh, "message_id": once["message_id"]}
    twice = await local.act("forward", chat_id=lan, from_id=lan, **again)
    assert twice["forward_origin"] == once["forward_origin"]
    hidden = await local.act("forward", chat_id=minh, from_id=minh, **source, origin={"type": "hidden_user"})
    assert hidden["forward_origin"]["type"] == "hidden_user"


async def test_reactions_are_told_to_a_bot_that_asks_and_can_be_taken_back(local: Local) -> None:
    lan = await local.resident()
    await local.bot("getUpdates", allowed_updates=["message", "message_reaction"])
    sent = await local.bot("sendMessage", chat_id=lan, text="x")
    react = {"chat_id": lan, "from_id": lan, "message_id": sent["message_id"]}
    shown = await local.act("react", **react, emoji="❤️")
    assert (shown["reactions"], shown["reacted"]) == ({"❤": 1}, {str(lan): ["❤"]})
    shown = await local.act("react", **react, emoji="")
    assert (shown["reactions"], shown["reacted"]) == ({}, {})
    given, taken = [update["message_reaction"] for update in await local.updates()]
    heart = [{"type": "emoji", "emoji": "❤"}]
    assert (given["old_reaction"], given["new_reaction"], given["user"]["id"]) == ([], heart, lan)
    assert (taken["old_reaction"], taken["new_reaction"]) == (heart, [])
