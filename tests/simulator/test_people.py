import asyncio
from typing import Any

from tests.simulator.local import Clock, Local

BUTTONS = {"inline_keyboard": [[{"text": "Lịch", "callback_data": "lich"}]]}
ARTICLE = {
    "type": "article",
    "id": "1",
    "title": "Lịch dọn",
    "input_message_content": {"message_text": "<b>Chủ nhật</b>", "parse_mode": "HTML"},
    "reply_markup": BUTTONS,
}


async def test_state_lists_who_and_what_there_is(local: Local) -> None:
    lan = (await local.act("people", first_name="Lan", last_name="Trần", username="lan_7"))["id"]
    await local.bot("setMyCommands", commands=[{"command": "help", "description": "Help"}])
    vietnamese = [{"command": "lich", "description": "Lịch dọn vệ sinh"}]
    await local.bot("setMyCommands", commands=vietnamese, language_code="vi")
    state = await local.look("/client/state")
    assert state["bot"]["username"] == "khupho_demo_bot"
    assert state["people"] == [
        {
            "id": lan,
            "is_bot": False,
            "first_name": "Lan",
            "last_name": "Trần",
            "username": "lan_7",
            "language_code": "vi",
        }
        | {"blocked": False, "started": False}
    ]
    assert [(chat["id"], chat["type"], chat["title"]) for chat in state["chats"]] == [(lan, "private", "Lan Trần")]
    assert state["commands"] == vietnamese


async def test_a_press_is_answered(local: Local) -> None:
    lan = await local.resident()
    sent = await local.bot("sendMessage", chat_id=lan, text="x", reply_markup=BUTTONS)
    press = {"chat_id": lan, "from_id": lan, "message_id": sent["message_id"], "data": "lich"}
    waiting = asyncio.create_task(local.act("press", **press, wait=5))
    await asyncio.sleep(0.01)
    (update,) = await local.updates()
    query = update["callback_query"]
    assert (query["data"], query["message"]["message_id"], query["from"]["id"]) == ("lich", sent["message_id"], lan)
    await local.bot("answerCallbackQuery", callback_query_id=query["id"], text="Đã ghi", show_alert=True)
    answer = await waiting
    assert (answer["answered"], answer["text"], answer["show_alert"]) == (True, "Đã ghi", True)


async def test_a_press_without_an_answer_says_so(local: Local) -> None:
    lan = await local.resident()
    sent = await local.bot("sendMessage", chat_id=lan, text="x", reply_markup=BUTTONS)
    press = {"chat_id": lan, "from_id": lan, "message_id": sent["message_id"], "data": "giả mạo"}
    assert (await local.act("press", **press, wait=0.01))["answered"] is False
    assert await local.refused("press", **press | {"data": "x" * 65})
    assert await local.refused("press", **press | {"message_id": 1})


async def test_late_and_wrong_answers_to_presses_are_refused(local: Local, clock: Clock) -> None:
    lan = await local.resident()
    sent = await local.bot("sendMessage", chat_id=lan, text="x", reply_markup=BUTTONS)
    pressed = await local.act("press", chat_id=lan, from_id=lan, message_id=sent["message_id"], data="lich")
    query = pressed["callback_query_id"]
    reason = await local.refusal("answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert reason == "Bad Request: MESSAGE_TOO_LONG"
    clock.now += 61
    old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await local.refusal("answerCallbackQuery", callback_query_id=query) == old
    assert await local.refusal("answerCallbackQuery", callback_query_id="1") == old


async def test_inline_results_are_offered_chosen_and_edited(local: Local) -> None:
    lan = await local.resident()
    asking = asyncio.create_task(local.act("inline", from_id=lan, query="lịch dọn", wait=5))
    await asyncio.sleep(0.01)
    (update,) = await local.updates()
    await local.bot("answerInlineQuery", inline_query_id=update["inline_query"]["id"], results=[ARTICLE])
    offered = await asking
    assert [result["title"] for result in offered["results"]] == ["Lịch dọn"]
    choice = {"chat_id": lan, "from_id": lan, "result_id": "1", "query_id": offered["query_id"]}
    message = await local.act("inline/choose", **choice)
    assert (message["text"], message["via_bot"]["username"]) == ("Chủ nhật", "khupho_demo_bot")
    chosen = (await local.updates())[-1]["chosen_inline_result"]
    inline_id = chosen["inline_message_id"]
    assert await local.bot("editMessageText", inline_message_id=inline_id, text="Thứ bảy") is True
    assert (await local.look("/client/messages", chat_id=lan))["messages"][-1]["text"] == "Thứ bảy"
    await local.act("press", chat_id=lan, from_id=lan, message_id=message["message_id"], data="lich")
    assert (await local.updates())[-1]["callback_query"]["inline_message_id"] == inline_id
    assert await local.refused("inline/choose", **choice | {"result_id": "2"})


async def test_wrong_inline_results_are_refused(local: Local) -> None:
    lan = await local.resident()
    asked = await local.act("inline", from_id=lan, query="x", wait=0)
    query = asked["query_id"]
    assert asked == {"query_id": query, "results": [], "answered": False}
    broken = ARTICLE | {"input_message_content": {"message_text": "<b>", "parse_mode": "HTML"}}
    wrong = [[ARTICLE, ARTICLE], [ARTICLE | {"id": str(n)} for n in range(51)], [broken], [ARTICLE | {"id": ""}]]
    for results in wrong:
        assert await local.refusal("answerInlineQuery", inline_query_id=query, results=results)


async def test_an_edited_message_is_an_update(local: Local) -> None:
    lan = await local.resident()
    said = await local.act("send", chat_id=lan, from_id=lan, text="may gio")
    await local.act("edit", chat_id=lan, from_id=lan, message_id=said["message_id"], text="mấy giờ")
    assert (await local.updates())[-1]["edited_message"]["text"] == "mấy giờ"
    await local.act("delete", chat_id=lan, from_id=lan, message_id=said["message_id"])
    assert await local.updates() == []
    assert await local.refused("edit", chat_id=lan, from_id=lan, message_id=said["message_id"], text="x")


async def test_waiting_returns_the_bots_new_messages(local: Local) -> None:
    lan = await local.resident()
    said = await local.act("send", chat_id=lan, from_id=lan, text="chào")
    query = {"chat_id": lan, "after_message_id": said["message_id"], "count": 2}
    waiting = asyncio.create_task(local.look("/client/wait", **query, timeout=5))
    for text in ("một", "hai"):
        await local.bot("sendMessage", chat_id=lan, text=text)
    assert [message["text"] for message in (await waiting)["messages"]] == ["một", "hai"]
    assert len((await local.look("/client/wait", **query | {"count": 3}, timeout=0.01))["messages"]) == 2


async def test_the_menu_follows_scope_and_language(local: Local) -> None:
    lan = await local.resident()
    english = (await local.act("people", first_name="Ann", language_code="en"))["id"]
    group = (await local.act("groups", title="Ban điều hành", members=[lan, english]))["id"]
    menus: dict[str, dict[str, Any]] = {
        "default": {},
        "vi": {"language_code": "vi"},
        "chat": {"scope": {"type": "chat", "chat_id": group}},
    }
    for name, where in menus.items():
        await local.bot("setMyCommands", commands=[{"command": name, "description": name}], **where)
    shown = [
        (await local.look("/client/commands", chat_id=chat, user_id=user))["commands"][0]["command"]
        for chat, user in ((lan, lan), (english, english), (group, lan))
    ]
    assert shown == ["vi", "default", "chat"]
    await local.bot("deleteMyCommands", language_code="vi")
    assert await local.bot("getMyCommands", language_code="vi") == []


async def test_wrong_commands_are_refused(local: Local) -> None:
    for command in ({"command": "Lịch", "description": "x"}, {"command": "a" * 33, "description": "x"}):
        assert await local.refusal("setMyCommands", commands=[command]) == "Bad Request: BOT_COMMAND_INVALID"
    long = [{"command": "lich", "description": "x" * 257}]
    assert await local.refusal("setMyCommands", commands=long) == "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"


async def test_the_bots_texts_are_kept_by_language(local: Local) -> None:
    await local.bot("setMyDescription", description="Bot khu phố", language_code="vi")
    assert await local.bot("getMyDescription", language_code="vi") == {"description": "Bot khu phố"}
    assert await local.bot("getMyDescription") == {"description": ""}
    assert await local.bot("getMyName") == {"name": "Khu phố bot"}
    assert await local.refusal("setMyShortDescription", short_description="x" * 121)
    await local.bot("setChatMenuButton", menu_button={"type": "commands"})
    assert await local.bot("getChatMenuButton") == {"type": "commands"}


async def test_what_a_client_would_not_do_is_refused(local: Local) -> None:
    lan, minh = await local.resident("Lan"), await local.resident("Minh")
    assert await local.refused("send", chat_id=lan, from_id=minh, text="x")
    assert await local.refused("send", chat_id=lan, from_id=lan, text=" ")
    assert await local.refused("send", chat_id=lan, from_id=lan, text="x" * 4097)
    assert await local.refused("send", chat_id=1, from_id=lan, text="x")
    assert await local.refused("send", chat_id=lan, from_id=lan, text="x", reply_to_message_id=999)
    assert await local.refused("people", first_name="")
    assert await local.refused("people", first_name="Lan", id=lan)
    assert await local.refused("groups", title="x", members=[1])
    assert await local.refused("groups", title="x", members="x")
