from typing import Any

import pytest

from tests.simulator.local import Clock, Local

BUTTONS = {"inline_keyboard": [[{"text": "Lịch", "callback_data": "lich"}]]}


async def test_a_message_reaches_the_person_and_comes_back_parsed(local: Local) -> None:
    lan = await local.resident()
    sent = await local.bot("sendMessage", chat_id=lan, text="<b>Chào</b>", parse_mode="HTML", reply_markup=BUTTONS)
    assert sent["text"] == "Chào"
    assert sent["entities"] == [{"offset": 0, "length": 4, "type": "bold"}]
    assert sent["reply_markup"] == BUTTONS
    assert sent["from"]["is_bot"]
    assert isinstance(sent["date"], int)
    assert (await local.look("/client/messages", chat_id=lan))["messages"][-1] == sent


async def test_a_reply_keyboard_is_for_the_person_only(local: Local) -> None:
    lan = await local.resident()
    keyboard = {"keyboard": [["Danh bạ", {"text": "Lịch"}]], "resize_keyboard": True}
    sent = await local.bot("sendMessage", chat_id=lan, text="x", reply_markup=keyboard)
    assert "reply_markup" not in sent
    seen = await local.look("/client/messages", chat_id=lan)
    assert seen["keyboard"]["keyboard"] == [[{"text": "Danh bạ"}, {"text": "Lịch"}]]
    assert seen["messages"][-1]["reply_markup"] == seen["keyboard"]
    await local.bot("sendMessage", chat_id=lan, text="y", reply_markup={"remove_keyboard": True})
    assert (await local.look("/client/messages", chat_id=lan))["keyboard"] is None


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"chat_id": 99, "text": "x"}, "chat not found"),
        ({"chat_id": None, "text": "x"}, "chat_id is empty"),
        ({"chat_id": "@khong_co", "text": "x"}, "chat not found"),
        ({"text": ""}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "x</b>", "parse_mode": "HTML"}, "can't parse entities: Unexpected end tag at byte offset 1"),
        ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
        ({"text": "x", "reply_markup": []}, "object expected as reply markup"),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 9}]},
         "entity beginning at UTF-16 offset 0 ends after the end of the text"),
    ],
)  # fmt: skip
async def test_wrong_messages_are_refused_in_telegrams_words(local: Local, params: dict[str, Any], reason: str) -> None:
    await local.resident(id=7)
    assert await local.refusal("sendMessage", **({"chat_id": 7} | params)) == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "x", "callback_data": "a" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "đ" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
        (
            {"text": "x", "url": "tel:0203"},
            "inline keyboard button URL 'tel:0203' is invalid: Unsupported URL protocol",
        ),
    ],
)
async def test_wrong_buttons_are_refused(local: Local, button: dict[str, str], reason: str) -> None:
    lan = await local.resident()
    markup = {"inline_keyboard": [[button]]}
    assert await local.refusal("sendMessage", chat_id=lan, text="x", reply_markup=markup) == f"Bad Request: {reason}"


async def test_the_longest_callback_data_is_accepted(local: Local) -> None:
    lan = await local.resident()
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "a" * 64}]]}
    assert (await local.bot("sendMessage", chat_id=lan, text="x", reply_markup=markup))["reply_markup"] == markup


async def test_only_those_who_want_it_can_be_written_to(local: Local) -> None:
    stranger = (await local.act("people", first_name="Hà"))["id"]
    lan = await local.resident()
    await local.act("block", from_id=lan, blocked=True)
    (update,) = await local.updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    refused = [await local.refusal("sendMessage", chat_id=chat, text="x") for chat in (stranger, lan)]
    assert refused == [
        "Forbidden: bot can't initiate conversation with a user",
        "Forbidden: bot was blocked by the user",
    ]
    assert await local.refused("send", chat_id=lan, from_id=lan, text="x")
    await local.act("block", from_id=lan, blocked=False)
    await local.bot("sendMessage", chat_id=lan, text="x")


async def test_edits_replace_text_and_buttons(local: Local) -> None:
    lan = await local.resident()
    sent = await local.bot("sendMessage", chat_id=lan, text="một", reply_markup=BUTTONS)
    place = {"chat_id": lan, "message_id": sent["message_id"]}
    same = await local.refusal("editMessageText", **place, text="một", reply_markup=BUTTONS)
    assert same == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
        " as a current content and reply markup of the message"
    )
    edited = await local.bot("editMessageText", **place, text="<i>hai</i>", parse_mode="HTML")
    assert (edited["text"], "reply_markup" in edited, "edit_date" in edited) == ("hai", False, True)
    edited = await local.bot("editMessageReplyMarkup", **place, reply_markup=BUTTONS)
    assert (edited["text"], edited["reply_markup"]) == ("hai", BUTTONS)


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("editMessageText", {"message_id": 99, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"message_id": 1, "text": "x"}, "message can't be edited"),
        ("editMessageText", {"inline_message_id": "x", "text": "x"}, "MESSAGE_ID_INVALID"),
        ("editMessageCaption", {"message_id": 2, "caption": "x"}, "there is no caption in the message to edit"),
    ],
)
async def test_wrong_edits_are_refused(local: Local, method: str, params: dict[str, Any], reason: str) -> None:
    lan = await local.resident()
    await local.bot("sendMessage", chat_id=lan, text="một")
    assert await local.refusal(method, chat_id=lan, **params) == f"Bad Request: {reason}"


async def test_a_message_with_a_reply_keyboard_cannot_be_edited(local: Local) -> None:
    lan = await local.resident()
    sent = await local.bot("sendMessage", chat_id=lan, text="x", reply_markup={"keyboard": [["Lịch"]]})
    reason = await local.refusal("editMessageText", chat_id=lan, message_id=sent["message_id"], text="y")
    assert reason == "Bad Request: message can't be edited"


async def test_messages_are_deleted_within_48_hours_only(local: Local, clock: Clock) -> None:
    lan = await local.resident()
    ids = [(await local.bot("sendMessage", chat_id=lan, text=str(n)))["message_id"] for n in range(4)]
    await local.bot("deleteMessage", chat_id=lan, message_id=ids[0])
    await local.bot("deleteMessages", chat_id=lan, message_ids=[ids[1], 999])
    clock.now += 48 * 3600
    reasons = [await local.refusal("deleteMessage", chat_id=lan, message_id=number) for number in (ids[0], ids[2])]
    assert reasons == ["Bad Request: message to delete not found", "Bad Request: message can't be deleted for everyone"]
    await local.bot("editMessageText", chat_id=lan, message_id=ids[2], text="sửa được mãi")


async def test_replies_show_what_they_answer(local: Local) -> None:
    lan = await local.resident()
    reply = await local.bot("sendMessage", chat_id=lan, text="x", reply_parameters={"message_id": 1})
    assert reply["reply_to_message"]["text"] == "/start"
    lost = {"message_id": 999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await local.bot("sendMessage", chat_id=lan, text="x", reply_parameters=lost)


async def test_messages_are_copied_and_forwarded(local: Local) -> None:
    lan, minh = await local.resident("Lan"), await local.resident("Minh")
    said = await local.act("send", chat_id=lan, from_id=lan, text="đèn hỏng @abcd")
    source = {"chat_id": minh, "from_chat_id": lan}
    copied = await local.bot("copyMessage", **source, message_id=said["message_id"])
    forwarded = await local.bot("forwardMessage", **source, message_id=said["message_id"])
    several = await local.bot("copyMessages", **source, message_ids=[1, said["message_id"], 999])
    seen = {m["message_id"]: m for m in (await local.look("/client/messages", chat_id=minh))["messages"]}
    assert seen[copied["message_id"]]["text"] == seen[several[1]["message_id"]]["text"] == "đèn hỏng @abcd"
    assert forwarded["forward_origin"]["sender_user"]["id"] == lan
    assert await local.refusal("copyMessage", **source, message_id=999) == "Bad Request: message to copy not found"
    assert await local.refusal("copyMessages", **source, message_ids=[2, 1])


async def test_places_and_contacts(local: Local) -> None:
    lan = await local.resident()
    place = {"latitude": 20.95, "longitude": 107.08}
    assert (await local.bot("sendLocation", chat_id=lan, **place))["location"] == place
    venue = await local.bot("sendVenue", chat_id=lan, **place, title="Nhà văn hóa", address="Khu phố 5")
    assert venue["venue"]["title"] == "Nhà văn hóa"
    assert (await local.bot("sendContact", chat_id=lan, phone_number="+84900000000", first_name="Mẫu"))["contact"]
    assert await local.refusal("sendLocation", chat_id=lan, latitude=95, longitude=1)
    assert await local.refusal("sendVenue", chat_id=lan, **place, title="", address="x")
    assert await local.refusal("sendContact", chat_id=lan, first_name="x") == "Bad Request: phone number is empty"


async def test_unknown_methods_and_tokens(local: Local) -> None:
    assert await local.call("sendNothing") == {"ok": False, "error_code": 404, "description": "Not Found"}
    response = await local.http.get("/bot1:wrong/getMe")
    assert (response.status_code, response.json()["description"]) == (401, "Unauthorized")


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"chat_id": 7, "text": "\\ud800"}'])
async def test_a_broken_body_is_a_400(local: Local, body: bytes) -> None:
    from bot.simulator.state import TOKEN

    await local.resident(id=7)
    headers = {"content-type": "application/json"}
    response = await local.http.post(f"/bot{TOKEN}/sendMessage", content=body, headers=headers)
    assert response.status_code == 400
