"""Faults of the network and of Telegram, restarts, repeated updates, noise."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.telegram import ChannelConfig, open_channel
from bot.channels.telegram.api import Api
from bot.channels.telegram.talk import Answerer
from bot.errors import UserError
from bot.knowledge.wording import ChatWording
from bot.simulator.server import Served
from bot.storage import StorageError, open_storage
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import TOKEN, Clock, Person, Query, Town, handbook_of, town, until


@pytest.mark.parametrize("kind", ["429", "500", "drop_before"])
async def test_an_answer_that_could_not_be_sent_is_sent_again(hoa: Person, place: Town, kind: str) -> None:
    await hoa.ask("xin chào")
    await place.control("faults", method="sendMessage", chat_id=hoa.chat, kind=kind, times=1, retry_after=1)
    assert "Lịch tổng vệ sinh" in (await hoa.ask("bao giờ dọn"))["text"]


async def test_a_chat_that_has_to_wait_holds_up_no_other(hoa: Person, place: Town) -> None:
    lan = await place.person("Lan")
    await place.control("faults", method="sendMessage", chat_id=hoa.chat, kind="429", times=1, retry_after=3)
    await hoa.say("xin chào")
    started = asyncio.get_running_loop().time()
    await lan.ask("xin chào")
    assert asyncio.get_running_loop().time() - started < 2
    await hoa.hears()


async def test_polling_goes_on_after_errors(hoa: Person, place: Town, caplog: pytest.LogCaptureFixture) -> None:
    await hoa.ask("xin chào")
    for kind in ("500", "drop_before"):
        await place.control("faults", method="getUpdates", kind=kind, times=1)
        await hoa.ask("xin chào")
        await hoa.ask("xin chào")
    assert "updates could not be fetched" in caplog.text


async def test_a_person_who_blocked_the_bot_is_noted(hoa: Person, place: Town) -> None:
    await hoa.say("/start")
    await hoa.hears(2)
    await place.control("faults", method="sendMessage", chat_id=hoa.chat, kind="403", times=1)
    await hoa.say("bao giờ dọn")
    await hoa.ask("xin chào")
    resident = await place.storage.residents.get(hoa.id)
    assert resident is not None
    assert resident.blocked_at is not None


async def test_an_error_is_apologised_for_and_logged_without_words_or_token(
    hoa: Person, place: Town, words: ChatWording, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    assert (await hoa.ask("lỗi bí mật của tôi"))["text"] == words.apology
    assert (await hoa.ask("xin chào"))["text"] == "Kính chào bà con!"
    assert "fake_answerer.py" in caplog.text
    assert "RuntimeError" in caplog.text
    assert "bí mật" not in caplog.text
    assert TOKEN.partition(":")[2] not in caplog.text
    await until(place.idle)


async def test_an_update_delivered_twice_is_handled_once(hoa: Person, place: Town, answerer: FakeAnswerer) -> None:
    await hoa.ask("bao giờ dọn")
    await place.control("replay", update_id=place.served.telegram.updates.next_id - 1)
    await hoa.ask("xin chào")
    assert [question.text for question in answerer.asked] == ["bao giờ dọn", "xin chào"]


async def test_an_update_that_cannot_be_read_does_not_stop_the_others(
    hoa: Person, place: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await hoa.ask("xin chào")
    place.push(hoa, text="xin chào", date="bí mật")
    await hoa.ask("xin chào")
    assert "cannot be read" in caplog.text
    assert "bí mật" not in caplog.text


async def test_updates_are_stored_before_the_knowledge_is_there_and_answered_then(
    served: Served, folder: Path, answerer: FakeAnswerer
) -> None:
    ready, stop = asyncio.Event(), asyncio.Event()

    def brain() -> Answerer:
        assert ready.is_set()
        return answerer

    async with (
        open_storage(f"sqlite+aiosqlite:///{folder / 'khupho.db'}") as storage,
        open_channel(
            ChannelConfig(TOKEN, served.url),
            storage,
            brain,
            Clock(),
            ready=ready,
            handbook=handbook_of(folder, storage, brain),
        ) as channel,
        town(served, _other(folder), lambda: answerer) as helper,
    ):
        helper.stop.set()
        running = asyncio.create_task(channel.run(stop))
        hoa = await helper.person("Hòa")
        await hoa.say("xin chào")
        await until(storage.inbox.pending)
        ready.set()
        await hoa.hears()
        stop.set()
        await running


async def test_what_a_stop_left_in_the_inbox_is_answered_first(
    served: Served, folder: Path, answerer: FakeAnswerer
) -> None:
    async with town(served, folder, lambda: answerer, stop_seconds=0.05) as before:
        hoa = await before.person("Hòa")
        await hoa.ask("xin chào")
        await before.control("faults", method="sendMessage", chat_id=hoa.chat, kind="429", times=1, retry_after=60)
        for text in ("dọn một", "dọn hai", "dọn ba"):
            await hoa.say(text)
        await until(lambda: _three_wait(before))
    answerer.asked.clear()
    async with town(served, folder, lambda: answerer) as after:
        again = Person(after, hoa.user, hoa.chat, hoa.read)
        await again.say("dọn bốn")
        await again.hears(4)
    assert [question.text for question in answerer.asked] == ["dọn một", "dọn hai", "dọn ba", "dọn bốn"]


async def test_messages_of_one_person_are_answered_in_order(hoa: Person, answerer: FakeAnswerer) -> None:
    for number in range(10):
        await hoa.say(f"dọn {number}")
    await hoa.hears(10)
    assert [question.text for question in answerer.asked] == [f"dọn {number}" for number in range(10)]


async def test_a_noisy_person_is_asked_once_to_slow_down_and_disturbs_nobody(
    served: Served, folder: Path, answerer: FakeAnswerer, words: ChatWording, query: Query
) -> None:
    async with town(served, folder, lambda: answerer, per_minute=5) as place:
        noisy, lan = await place.person("Ồn"), await place.person("Lan")
        for number in range(100):
            place.push(noisy, text=f"dọn {number}") if number else await noisy.ask("xin chào")
        await lan.ask("xin chào")
        assert [message["text"] for message in await noisy.hears(5)][-1] == words.slow_down
        assert len(query("SELECT * FROM inbox")) == 7


async def test_a_wrong_token_is_told_plainly_without_showing_it(
    served: Served, folder: Path, answerer: FakeAnswerer
) -> None:
    wrong, ready = "123:AAwrong-token", asyncio.Event()
    async with (
        open_storage(f"sqlite+aiosqlite:///{folder / 'khupho.db'}") as storage,
        open_channel(
            ChannelConfig(wrong, served.url),
            storage,
            lambda: answerer,
            Clock(),
            ready=ready,
            handbook=handbook_of(folder, storage, lambda: answerer),
        ) as channel,
    ):
        with pytest.raises(UserError, match="KHUPHO_TOKEN") as error:
            await channel.run(asyncio.Event())
    assert "AAwrong" not in str(error.value)
    assert error.value.__suppress_context__


async def test_a_second_copy_is_reported_and_does_not_end_the_first(
    hoa: Person, place: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await hoa.ask("xin chào")
    await place.client.get(f"/bot{TOKEN}/getUpdates", params={"timeout": 0})
    await hoa.ask("xin chào")
    assert "another copy of this bot is running" in caplog.text


async def test_a_webhook_left_from_elsewhere_is_removed(served: Served, folder: Path, answerer: FakeAnswerer) -> None:
    async with httpx.AsyncClient(base_url=served.url, trust_env=False, verify=False) as client:
        await client.get(f"/bot{TOKEN}/setWebhook", params={"url": "http://127.0.0.1:9/hook"})
    async with town(served, folder, lambda: answerer) as place:
        await until(lambda: place.requests("deleteWebhook"))
        await (await place.person("Hòa")).ask("xin chào")


async def test_who_is_too_noisy_can_still_stop_and_be_forgotten(
    served: Served, folder: Path, answerer: FakeAnswerer, words: ChatWording
) -> None:
    async with town(served, folder, lambda: answerer, per_minute=4) as place:
        hoa, lan = await place.person("Hòa"), await place.person("Lan")
        for _ in range(6):
            await hoa.say("xin chào")
        assert (await hoa.hears(5))[-1]["text"] == words.slow_down
        stopped = await hoa.ask("/dung")
        assert stopped["text"] == words.unsubscribed
        await hoa.press(stopped, words.button_subscribe)
        await hoa.hears()
        await hoa.press(await hoa.ask("/xoa"), words.button_erase)
        assert await place.storage.residents.get(hoa.id) is None
        kept = await hoa.say("/dung")  # one too many even of these: neither answered nor kept
        await lan.ask("xin chào")
        shown = await place.get("messages", chat_id=hoa.chat, after=kept["message_id"])
        assert shown["messages"] == []


async def test_a_stop_is_obeyed_while_telegram_is_away(folder: Path, answerer: FakeAnswerer) -> None:
    stop = asyncio.Event()
    async with (
        open_storage(f"sqlite+aiosqlite:///{folder / 'khupho.db'}") as storage,
        open_channel(
            ChannelConfig(TOKEN, "http://127.0.0.1:1"),
            storage,
            lambda: answerer,
            Clock(),
            ready=asyncio.Event(),
            handbook=handbook_of(folder, storage, lambda: answerer),
        ) as channel,
    ):
        running = asyncio.create_task(channel.run(stop))
        await asyncio.sleep(0.05)
        stop.set()
        await asyncio.wait_for(running, 1)


async def test_a_stop_is_obeyed_while_more_waits_than_fits(
    served: Served, folder: Path, answerer: FakeAnswerer
) -> None:
    async with town(served, folder, lambda: answerer, per_minute=2000, stop_seconds=0.05) as place:
        hoa = await place.person("Hòa")
        await hoa.ask("xin chào")
        await place.control("faults", method="sendMessage", chat_id=hoa.chat, kind="429", times=1, retry_after=60)
        for number in range(1100):
            place.push(hoa, text=f"dọn {number}")
        await until(lambda: _more_than(place, 1000))


async def test_what_cannot_be_stored_yet_waits_at_telegram(
    hoa: Person, place: Town, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.channels.telegram.channel.STORE_AGAIN", 0.01)
    await hoa.ask("xin chào")
    store = place.storage.inbox.store

    async def locked(*_: object) -> list[int]:
        monkeypatch.setattr(place.storage.inbox, "store", store)
        raise StorageError("locked")

    monkeypatch.setattr(place.storage.inbox, "store", locked)
    await hoa.ask("xin chào")
    assert "cannot be stored" in caplog.text


@pytest.mark.parametrize("answer", [None, "x", {"a": 1}, [None], [{}], [{"update_id": "1"}]])
async def test_an_answer_that_is_not_telegrams_does_not_end_the_polling(
    hoa: Person, place: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, answer: object
) -> None:
    post = Api._post

    async def wrong(api: Api, endpoint: str, *args: Any, **more: Any) -> Any:
        if endpoint != "getUpdates":
            return await post(api, endpoint, *args, **more)
        monkeypatch.undo()
        if answer is None:
            raise KeyError("result")
        return answer

    await hoa.ask("xin chào")
    monkeypatch.setattr(Api, "_post", wrong)
    await hoa.ask("xin chào")  # ends the poll under way; the next one fails
    await until(lambda: _told(caplog, "could not be fetched"))
    await hoa.ask("xin chào")


async def _told(caplog: pytest.LogCaptureFixture, words: str) -> bool:
    return words in caplog.text


async def _more_than(place: Town, count: int) -> bool:
    return await place.waiting() > count


async def _three_wait(place: Town) -> bool:
    return await place.waiting() == 3


def _other(folder: Path) -> Path:
    """A place for a second database."""
    other = folder / "other"
    other.mkdir()
    return other
