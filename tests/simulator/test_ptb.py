"""The simulator under python-telegram-bot, as our own channel uses it."""

from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, InlineQueryHandler
from telegram.request import HTTPXRequest

from bot.simulator.files import sample_photo
from bot.simulator.server import Served
from tests.simulator.local import Local

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Lịch", callback_data="lich")]])


def _request() -> HTTPXRequest:
    return HTTPXRequest(httpx_kwargs={"trust_env": False, "verify": False})


@pytest.fixture
async def bot(served: Served) -> AsyncIterator[Bot]:
    bot = Bot(served.token, served.base_url, served.file_url, request=_request(), get_updates_request=_request())
    async with bot:
        yield bot


async def test_an_application_polls_answers_and_takes_presses(served: Served, live: Local) -> None:
    async def start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        await update.message.reply_text("<b>Chào</b>", parse_mode=ParseMode.HTML, reply_markup=BUTTONS)

    async def press(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query
        await update.callback_query.answer("Đây ạ")
        await update.callback_query.edit_message_text("Chủ nhật")

    async def inline(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.inline_query
        content = InputTextMessageContent(update.inline_query.query)
        await update.inline_query.answer([InlineQueryResultArticle("1", "Lịch", content)])

    builder = Application.builder().token(served.token).base_url(served.base_url).base_file_url(served.file_url)
    application = builder.request(_request()).get_updates_request(_request()).build()
    application.add_handlers([CommandHandler("start", start), CallbackQueryHandler(press), InlineQueryHandler(inline)])
    async with application:
        assert application.updater
        await application.updater.start_polling(timeout=5)
        await application.start()
        lan = (await live.act("people", first_name="Lan"))["id"]
        said = await live.act("send", chat_id=lan, from_id=lan, text="/start")
        query = {"chat_id": lan, "after_message_id": said["message_id"]}
        (greeting,) = (await live.look("/client/wait", **query))["messages"]
        assert greeting["text"] == "Chào"
        pressed = {"chat_id": lan, "from_id": lan, "message_id": greeting["message_id"], "data": "lich"}
        assert (await live.act("press", **pressed, wait=5))["text"] == "Đây ạ"
        assert (await live.act("inline", from_id=lan, query="lịch"))["results"][0]["title"] == "Lịch"
        await application.updater.stop()
        await application.stop()


async def test_errors_become_the_librarys_own(bot: Bot, live: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it the library warns of RetryAfter's future type
    lan = await live.resident()
    stranger = (await live.act("people", first_name="Hà"))["id"]
    with pytest.raises(BadRequest, match="hat not found"):
        await bot.send_message(99, "x")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(stranger, "x")
    for kind, error in (("429", RetryAfter), ("500", NetworkError), ("drop_before", NetworkError)):
        await live.control("faults", method="sendMessage", kind=kind, retry_after=1)
        with pytest.raises(error):
            await bot.send_message(lan, "x")
    group = (await live.act("groups", title="Tổ 7", members=[lan], type="group"))["id"]
    grown = (await live.control("migrate", chat_id=group))["id"]
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group, "x")
    assert caught.value.new_chat_id == grown


async def test_a_wrong_token_and_an_active_webhook_are_told(bot: Bot, served: Served) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("1:wrong", served.base_url, request=_request(), get_updates_request=_request()):
            pass
    await bot.set_webhook("http://127.0.0.1:9/hook", secret_token="x")
    with pytest.raises(Conflict):
        await bot.get_updates()
    await bot.delete_webhook()


async def test_files_places_and_members(bot: Bot, live: Local) -> None:
    lan = await live.resident()
    picture = sample_photo().data
    sent = await bot.send_photo(lan, picture, caption="<b>Đèn</b>", parse_mode=ParseMode.HTML, filename="đèn.jpg")
    assert bytes(await (await sent.photo[-1].get_file()).download_as_bytearray()) == picture
    assert (await bot.send_venue(lan, 20.95, 107.08, "Nhà văn hóa", "Khu phố 5")).venue
    assert (await bot.copy_message(lan, lan, sent.message_id, caption="khác")).message_id > sent.message_id
    assert await bot.delete_message(lan, sent.message_id)
    group = (await live.act("groups", title="Ban", members=[lan], forum=True, bot_admin=True))["id"]
    assert (await bot.get_chat_member(group, lan)).status == ChatMemberStatus.OWNER
    assert [member.user.id for member in await bot.get_chat_administrators(group)] == [lan, bot.id]
    assert (await bot.get_chat(group)).is_forum
    assert (await bot.create_forum_topic(group, "PA-0001")).message_thread_id
