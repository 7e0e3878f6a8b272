import json

import pytest

from bot.simulator.state import Telegram
from tests.simulator.local import Clock, Local


async def test_a_saved_telegram_comes_back_whole(local: Local, clock: Clock) -> None:
    lan = await local.resident()
    photo = await local.act("send", chat_id=lan, from_id=lan, photo=True)
    await local.act("react", chat_id=lan, from_id=lan, message_id=photo["message_id"], emoji="👍")
    group = await local.act("groups", title="Tổ 7", members=[lan], forum=True, bot_admin=True)
    await local.bot("createForumTopic", chat_id=group["id"], name="PA-0001")
    await local.bot("sendMessage", chat_id=lan, text="x", reply_markup={"keyboard": [["Lịch"]]})
    await local.bot("setMyCommands", commands=[{"command": "lich", "description": "Lịch"}])
    await local.bot("setMyDescription", description="Bot")
    saved = json.loads(json.dumps(local.telegram.dump()))
    fresh = Telegram(clock=clock)
    fresh.load(saved)
    assert json.loads(json.dumps(fresh.dump())) == saved
    assert (
        fresh.chats[lan].messages[photo["message_id"]].seen()
        == local.telegram.chats[lan].messages[photo["message_id"]].seen()
    )
    assert fresh.updates.pending == local.telegram.updates.pending


def test_data_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        Telegram().load({"version": 99})
