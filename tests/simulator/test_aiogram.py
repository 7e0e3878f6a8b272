"""The simulator judged by a client library that we did not write."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.filters import CommandStart
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
)

from bot.simulator.files import sample_photo
from bot.simulator.server import Served
from tests.simulator.local import Local

BUTTONS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Lịch", callback_data="lich")]])


@pytest.fixture
async def bot(served: Served) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(served.url))
    async with Bot(served.token, session, DefaultBotProperties(parse_mode=ParseMode.HTML)) as bot:
        yield bot


async def test_it_knows_itself_and_sets_its_menu(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.is_bot, me.username) == (True, "khupho_demo_bot")
    await bot.set_my_commands([BotCommand(command="lich", description="Lịch dọn")])
    assert [command.command for command in await bot.get_my_commands()] == ["lich"]


async def test_it_polls_answers_edits_and_takes_presses(bot: Bot, live: Local) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def start(message: Message) -> None:
        await message.answer("<b>Chào</b> bạn", reply_markup=BUTTONS)

    @dispatcher.callback_query(F.data == "lich")
    async def lich(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.edit_text("Chủ nhật")
        await query.answer("Đây ạ", show_alert=True)

    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=5))
    lan = (await live.act("people", first_name="Lan"))["id"]
    said = await live.act("send", chat_id=lan, from_id=lan, text="/start to-7")
    wait = {"chat_id": lan, "after_message_id": said["message_id"]}
    (greeting,) = (await live.look("/client/wait", **wait))["messages"]
    assert (greeting["text"], greeting["entities"][0]["type"]) == ("Chào bạn", "bold")
    press = {"chat_id": lan, "from_id": lan, "message_id": greeting["message_id"], "data": "lich"}
    assert (await live.act("press", **press, wait=5))["text"] == "Đây ạ"
    assert (await live.look("/client/messages", chat_id=lan))["messages"][-1]["text"] == "Chủ nhật"
    await dispatcher.stop_polling()
    await polling


async def test_it_sends_photos_albums_and_downloads(bot: Bot, live: Local) -> None:
    lan = await live.resident()
    picture = sample_photo().data
    sent = await bot.send_photo(lan, BufferedInputFile(picture, "đèn.jpg"), caption="Đèn <i>hỏng</i>")
    assert sent.photo is not None
    assert sent.caption == "Đèn hỏng"
    downloaded = await bot.download(sent.photo[-1].file_id)
    assert downloaded is not None
    assert downloaded.read() == picture
    album = await bot.send_media_group(
        lan, [InputMediaPhoto(media=BufferedInputFile(picture, "a.jpg")), InputMediaPhoto(media=sent.photo[-1].file_id)]
    )
    assert len({message.media_group_id for message in album}) == 1
    assert (await bot.send_document(lan, BufferedInputFile(b"x", "danh bạ.csv"))).document is not None


async def test_it_understands_every_refusal(bot: Bot, live: Local) -> None:
    lan = await live.resident()
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(99, "x")
    with pytest.raises(TelegramBadRequest, match="can't parse entities"):
        await bot.send_message(lan, "<b>x")
    with pytest.raises(TelegramBadRequest, match="message is too long"):
        await bot.send_message(lan, "x" * 4097)
    sent = await bot.send_message(lan, "x")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await sent.edit_text("x")
    stranger = (await live.act("people", first_name="Hà"))["id"]
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(stranger, "x")


async def test_it_is_told_how_long_to_wait(bot: Bot, live: Local) -> None:
    lan = await live.resident()
    await live.control("faults", method="sendMessage", kind="429", retry_after=7)
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.send_message(lan, "x")
    assert caught.value.retry_after == 7
    with pytest.raises(TelegramRetryAfter):
        await asyncio.gather(*(bot.send_message(lan, str(number)) for number in range(9)))


async def test_a_second_poller_is_a_conflict_and_a_cut_line_a_network_error(bot: Bot, live: Local) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    await bot.get_updates(timeout=0)
    with pytest.raises(TelegramConflictError):
        await first
    await live.control("faults", method="getMe", kind="drop_before")
    with pytest.raises(TelegramNetworkError):
        await bot.get_me()


async def test_it_reads_chats_members_and_topics(bot: Bot, live: Local) -> None:
    lan = await live.resident()
    group = await live.act("groups", title="Ban điều hành", members=[lan], forum=True, bot_admin=True)
    assert (await bot.get_chat(group["id"])).is_forum
    assert (await bot.get_chat(lan)).first_name == "Lan"
    assert {member.status for member in await bot.get_chat_administrators(group["id"])} == {"creator", "administrator"}
    topic = await bot.create_forum_topic(group["id"], "PA-0001")
    sent = await bot.send_message(group["id"], "x", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message
