"""What each chat really received, and many recipients at once."""

import time

from bot.simulator.journal import Journal
from bot.simulator.model import Stored
from tests.simulator.local import Clock, Local

MANY = 20_000


async def test_every_chat_tells_what_it_got_and_what_became_of_it(local: Local, clock: Clock) -> None:
    lan, minh = await local.resident("Lan"), await local.resident("Minh")
    first = await local.bot("sendMessage", chat_id=lan, text="<b>7 giờ</b>", parse_mode="HTML")
    await local.bot("editMessageText", chat_id=lan, message_id=first["message_id"], text="8 giờ")
    clock.now += 10
    second = await local.bot("sendMessage", chat_id=lan, text="mất nước", disable_notification=True)
    await local.bot("deleteMessage", chat_id=lan, message_id=second["message_id"])
    own = await local.act("send", chat_id=minh, from_id=minh, photo=True)
    await local.bot("sendPhoto", chat_id=minh, photo=own["photo"][-1]["file_id"], caption="sơ đồ")
    received = (await local.look("/control/received"))["received"]
    earlier = {"edited": "8 giờ", "deleted": False, "silent": False}
    later = {"edited": None, "deleted": True, "silent": True}
    assert received[str(lan)] == [
        {"message_id": first["message_id"], "time": clock.now - 10, "text": "7 giờ", **earlier},
        {"message_id": second["message_id"], "time": clock.now, "text": "mất nước", **later},
    ]
    assert [entry["text"] for entry in received[str(minh)]] == ["sơ đồ"]
    since = (await local.look("/control/received", since=clock.now, chat_id=lan))["received"]
    assert {chat: len(entries) for chat, entries in since.items()} == {str(lan): 1}


async def test_a_silent_message_shows_to_people_only(local: Local) -> None:
    lan = await local.resident()
    sent = await local.bot("sendMessage", chat_id=lan, text="x", disable_notification=True)
    assert "silent" not in sent
    assert (await local.look("/client/messages", chat_id=lan))["messages"][-1]["silent"] is True


def test_no_message_is_forgotten_however_many_there_are() -> None:
    journal = Journal()
    for number in range(200_000):
        journal.delivery(7, Stored({"message_id": number, "text": "x"}), 0.0)
    received = journal.received()[7]
    assert (len(received), received[0]["message_id"], received[-1]["message_id"]) == (200_000, 0, 199_999)


async def test_many_people_are_made_at_once_and_can_be_written_to(local: Local) -> None:
    begun = time.monotonic()
    made = await local.control("people", count=MANY, first_id=5_000, started=True)
    assert time.monotonic() - begun < 5
    assert made == {"first_id": 5_000}
    await local.bot("sendMessage", chat_id=5_000 + MANY - 1, text="x")
    assert await local.updates() == []
    assert local.telegram.events.after(0) == []
    wrong = await local.http.post("/control/people", json={"count": 2, "first_id": 5_000})
    assert wrong.status_code == 400


async def test_people_who_have_not_started_cannot_be_written_to(local: Local) -> None:
    first = (await local.control("people", count=1))["first_id"]
    reason = "Forbidden: bot can't initiate conversation with a user"
    assert await local.refusal("sendMessage", chat_id=first, text="x") == reason


async def test_the_page_lists_the_many_only_once_they_speak(local: Local) -> None:
    await local.control("people", count=3, first_id=5_000, started=True)
    await local.act("block", from_id=5_001, blocked=True)
    await local.act("send", chat_id=5_002, from_id=5_002, text="chào")
    state = await local.look("/client/state")
    assert [person["id"] for person in state["people"]] == [5_002]
    assert [chat["id"] for chat in state["chats"]] == [5_002]
    group = await local.act("groups", title="Tổ 7", members=[5_000])
    state = await local.look("/client/state")
    assert [chat["id"] for chat in state["chats"]] == [5_000, 5_002, group["id"]]
