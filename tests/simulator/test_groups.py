import pytest

from tests.simulator.local import Local


async def _group(local: Local, **fields: object) -> tuple[int, int, int]:
    """A group of Lan, its creator, and Minh: its id and theirs."""
    lan, minh = await local.resident("Lan"), await local.resident("Minh")
    group = await local.act("groups", title="Tổ 7", members=[lan, minh], **fields)
    return group["id"], lan, minh


async def _heard(local: Local) -> list[str]:
    return [update["message"]["text"] for update in await local.updates()]


async def test_privacy_mode_hides_what_is_not_said_to_the_bot(local: Local) -> None:
    group, lan, _ = await _group(local)
    posted = await local.bot("sendMessage", chat_id=group, text="Chào cả nhà")
    for text in (
        "nói chuyện",
        "/lich",
        "/lich@khupho_demo_bot",
        "/lich@other_bot",
        "@khupho_demo_bot mấy giờ",
        "@lan_7",
    ):
        await local.act("send", chat_id=group, from_id=lan, text=text)
    await local.act("send", chat_id=group, from_id=lan, text="cảm ơn", reply_to_message_id=posted["message_id"])
    assert await _heard(local) == ["/lich", "/lich@khupho_demo_bot", "@khupho_demo_bot mấy giờ", "cảm ơn"]


async def test_an_admin_bot_hears_everything(local: Local) -> None:
    group, lan, _ = await _group(local, bot_admin=True)
    await local.act("send", chat_id=group, from_id=lan, text="nói chuyện")
    assert await _heard(local) == ["nói chuyện"]


async def test_members_and_admins_are_told(local: Local) -> None:
    group, lan, minh = await _group(local)
    admins = await local.bot("getChatAdministrators", chat_id=group)
    assert [(a["status"], a["user"]["id"]) for a in admins] == [("creator", lan)]
    assert (await local.bot("getChatMember", chat_id=group, user_id=minh))["status"] == "member"
    await local.act("leave", chat_id=group, user_id=minh)
    assert (await local.bot("getChatMember", chat_id=group, user_id=minh))["status"] == "left"
    assert await local.refused("send", chat_id=group, from_id=minh, text="x")
    await local.act("join", chat_id=group, user_id=minh)
    left, came = [update["message"] for update in await local.updates()]
    assert (left["left_chat_member"]["id"], came["new_chat_members"][0]["id"]) == (minh, minh)
    assert await local.refusal("getChatMember", chat_id=group, user_id=99) == "Bad Request: user not found"


async def test_members_are_told_apart_from_those_who_left_and_those_put_out(local: Local) -> None:
    group, lan, minh = await _group(local, bot_admin=True)
    await local.bot("banChatMember", chat_id=group, user_id=minh)
    statuses = {user: (await local.bot("getChatMember", chat_id=group, user_id=user))["status"] for user in (lan, minh)}
    assert statuses == {lan: "creator", minh: "kicked"}
    stranger = await local.resident("Tư")
    assert (await local.bot("getChatMember", chat_id=group, user_id=stranger))["status"] == "left"
    await local.act("leave", chat_id=group, user_id=local.telegram.bot_id)
    reason = "Forbidden: bot was kicked from the supergroup chat"
    assert await local.refusal("getChatMember", chat_id=group, user_id=lan) == reason
    assert await local.refusal("getChat", chat_id=group) == reason


async def test_changes_of_members_are_updates_for_an_admin_bot_that_asks(local: Local) -> None:
    group, _, minh = await _group(local, bot_admin=True)
    await local.bot("getUpdates", allowed_updates=["chat_member"])
    await local.act("leave", chat_id=group, user_id=minh)
    (update,) = await local.updates()
    assert update["chat_member"]["new_chat_member"]["status"] == "left"
    await local.act("join", chat_id=group, user_id=minh)
    await local.bot("banChatMember", chat_id=group, user_id=minh)
    assert [u["chat_member"]["new_chat_member"]["status"] for u in await local.updates()] == ["member", "kicked"]


async def test_a_removed_bot_cannot_write(local: Local) -> None:
    group, _, _ = await _group(local)
    await local.act("leave", chat_id=group, user_id=local.telegram.bot_id)
    assert [next(iter(update.keys() - {"update_id"})) for update in await local.updates()] == [
        "message",
        "my_chat_member",
    ]
    reason = await local.refusal("sendMessage", chat_id=group, text="x")
    assert reason == "Forbidden: bot was kicked from the supergroup chat"


async def test_a_basic_group_becomes_a_supergroup(local: Local) -> None:
    group, lan, _ = await _group(local, type="group")
    assert group < 0
    grown = (await local.control("migrate", chat_id=group))["id"]
    answer = await local.call("sendMessage", chat_id=group, text="x")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": grown}
    first, second = [update["message"] for update in await local.updates()]
    assert (first["migrate_to_chat_id"], second["migrate_from_chat_id"]) == (grown, group)
    await local.bot("sendMessage", chat_id=grown, text="x")
    assert await local.refused("send", chat_id=group, from_id=lan, text="x")


async def test_topics_of_a_forum(local: Local) -> None:
    group, lan, _ = await _group(local, forum=True, bot_admin=True)
    topic = (await local.bot("createForumTopic", chat_id=group, name="PA-0001"))["message_thread_id"]
    sent = await local.bot("sendMessage", chat_id=group, text="x", message_thread_id=topic)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    answer = await local.act("send", chat_id=group, from_id=lan, text="y", reply_to_message_id=sent["message_id"])
    assert answer["message_thread_id"] == topic
    assert "message_thread_id" not in await local.bot("sendMessage", chat_id=group, text="chung", message_thread_id=1)
    await local.bot("editForumTopic", chat_id=group, message_thread_id=topic, name="PA-0001 ✅")
    await local.bot("closeForumTopic", chat_id=group, message_thread_id=topic)
    own = (await local.act("topic", chat_id=group, from_id=lan, name="Chuyện khác"))["message_thread_id"]
    (chat,) = [c for c in (await local.look("/client/state"))["chats"] if c["id"] == group]
    assert chat["topics"] == [
        {"message_thread_id": topic, "name": "PA-0001 ✅", "closed": True},
        {"message_thread_id": own, "name": "Chuyện khác", "closed": False},
    ]
    reason = await local.refusal("sendMessage", chat_id=group, text="x", message_thread_id=999)
    assert reason == "Bad Request: message thread not found"


async def test_what_is_written_in_a_topic_replies_at_least_to_what_opened_it(local: Local) -> None:
    group, lan, _ = await _group(local, forum=True, bot_admin=True)
    topic = (await local.bot("createForumTopic", chat_id=group, name="PA-0001"))["message_thread_id"]
    said = await local.act("send", chat_id=group, from_id=lan, text="y", message_thread_id=topic)
    assert said["reply_to_message"]["forum_topic_created"]["name"] == "PA-0001"
    assert said["reply_to_message"]["message_id"] == topic


async def test_a_topic_is_deleted_with_all_that_stands_in_it(local: Local) -> None:
    group, lan, _ = await _group(local, forum=True, bot_admin=True)
    topic = (await local.bot("createForumTopic", chat_id=group, name="PA-0001"))["message_thread_id"]
    await local.act("send", chat_id=group, from_id=lan, text="y", message_thread_id=topic)
    await local.bot("deleteForumTopic", chat_id=group, message_thread_id=topic)
    left = (await local.look("/client/messages", chat_id=group))["messages"]
    assert not [one for one in left if one.get("message_thread_id") == topic]
    refused = await local.refusal("sendMessage", chat_id=group, text="x", message_thread_id=topic)
    assert refused == "Bad Request: message thread not found"


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("createForumTopic", {"name": "x"}),
        ("pinChatMessage", {"message_id": 1}),
        ("banChatMember", {"user_id": 7}),
    ],
)
async def test_what_needs_an_admin_is_refused_to_a_member(local: Local, method: str, params: dict[str, object]) -> None:
    group, _, _ = await _group(local, forum=True)
    assert (await local.refusal(method, chat_id=group, **params)).startswith("Bad Request: not enough rights to ")


async def test_messages_are_pinned_and_unpinned(local: Local) -> None:
    group, _, _ = await _group(local, bot_admin=True)
    sent = await local.bot("sendMessage", chat_id=group, text="Thông báo")
    await local.bot("pinChatMessage", chat_id=group, message_id=sent["message_id"])
    assert (await local.bot("getChat", chat_id=group))["pinned_message"]["text"] == "Thông báo"
    await local.bot("unpinChatMessage", chat_id=group)
    assert "pinned_message" not in await local.bot("getChat", chat_id=group)


async def test_ids_are_shared_by_private_chats_and_own_in_a_supergroup(local: Local) -> None:
    group, lan, minh = await _group(local)
    ids = [(await local.bot("sendMessage", chat_id=chat, text="x"))["message_id"] for chat in (lan, minh, group)]
    assert ids == [3, 4, 2]
