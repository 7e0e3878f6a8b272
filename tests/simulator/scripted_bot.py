"""A bot for the page's tests that answers by a fixed script, speaking plain Bot API over httpx."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx

Update = dict[str, Any]

COMMANDS = [
    {"command": "danhba", "description": "Danh bạ khu phố"},
    {"command": "lich", "description": "Lịch sinh hoạt"},
    {"command": "trogiup", "description": "Trợ giúp"},
]
BUTTONS = [
    [{"text": "👍 Đúng", "callback_data": "vote"}, {"text": "Báo động", "callback_data": "alert"}],
    [{"text": "Đổi tin", "callback_data": "change"}, {"text": "Chờ mãi", "callback_data": "never"}],
]
KEYBOARD = {"keyboard": [[{"text": "📒 Danh bạ"}, {"text": "📅 Lịch"}]], "resize_keyboard": True}
RICH = (
    "<b>Lịch dọn</b> <i>nghiêng</i> <u>gạch chân</u> <s>bỏ</s> <code>mã</code> 🧹🧹 <b>sau biểu tượng</b> "
    '<a href="https://example.org/phuong">trang phường</a> <tg-spoiler>bí mật</tg-spoiler> +84900000000 /lich\n'
    "<pre>khối mã</pre><blockquote>Nguồn</blockquote>"
)


class ScriptedBot:
    """Answers by `said`: a table from the exact words of a message to what to do."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.may_answer = asyncio.Event()
        self.updates: list[Update] = []
        self.said: dict[str, Callable[[int], Awaitable[Any]]] = {
            "/start": self._greet,
            "gõ đi": self._type_slowly,
            "chữ đẹp": lambda chat: self.call("sendMessage", chat_id=chat, text=RICH, parse_mode="HTML"),
        }

    async def call(self, method: str, **params: Any) -> Any:
        answer = (await self._client.post(method, json=params)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=5):
                offset = update["update_id"] + 1
                self.updates.append(update)
                await self._handle(update)

    async def _handle(self, update: Update) -> None:
        if message := update.get("message"):
            await self._answer(message)
        elif message := update.get("edited_message"):
            await self.call("sendMessage", chat_id=message["chat"]["id"], text=f"Đã thấy sửa thành: {message['text']}")
        elif query := update.get("callback_query"):
            await self._pressed(query)
        elif query := update.get("inline_query"):
            content = {"message_text": f"Kết quả cho {query['query']}"}
            result = {"type": "article", "id": "1", "title": "Lịch dọn", "input_message_content": content}
            await self.call("answerInlineQuery", inline_query_id=query["id"], results=[result])

    async def _answer(self, message: Update) -> None:
        chat, text = message["chat"]["id"], message.get("text", "")
        if text in self.said:
            await self.said[text](chat)
        elif "photo" in message:
            await self.call("sendPhoto", chat_id=chat, photo=message["photo"][-1]["file_id"], caption="Đã nhận ảnh")
        elif place := message.get("location"):
            await self.call("sendLocation", chat_id=chat, **place)
        elif (text and not text.startswith("/")) or message["chat"]["type"] != "private":
            reply = {"message_id": message["message_id"]}
            await self.call("sendMessage", chat_id=chat, text=f"Bot nghe: {text}", reply_parameters=reply)

    async def _greet(self, chat: int) -> None:
        await self.call("sendMessage", chat_id=chat, text="Xin chào!", reply_markup={"inline_keyboard": BUTTONS})
        await self.call("sendMessage", chat_id=chat, text="Chọn bên dưới.", reply_markup=KEYBOARD)

    async def _type_slowly(self, chat: int) -> None:
        await self.call("sendChatAction", chat_id=chat, action="typing")
        await self.may_answer.wait()
        await self.call("sendMessage", chat_id=chat, text="Gõ xong.")

    async def _pressed(self, query: Update) -> None:
        place = {"chat_id": query["message"]["chat"]["id"], "message_id": query["message"]["message_id"]}
        if query["data"] == "never":
            return
        if query["data"] == "change":
            await self.call("editMessageText", **place, text="Tin đã đổi.")
        answer = {"vote": "Cảm ơn bác.", "alert": "Phải đọc điều này!"}.get(query["data"], "")
        await self.call(
            "answerCallbackQuery", callback_query_id=query["id"], text=answer, show_alert=query["data"] == "alert"
        )


@asynccontextmanager
async def scripted_bot(url: str, token: str) -> AsyncIterator[ScriptedBot]:
    """A bot that polls the server at `url` until the block ends."""
    async with httpx.AsyncClient(base_url=f"{url}/bot{token}/", timeout=20) as client:
        bot = ScriptedBot(client)
        await bot.call("setMyCommands", commands=COMMANDS)
        polling = asyncio.create_task(bot.run())
        yield bot
        polling.cancel()
        with suppress(asyncio.CancelledError):
            await polling
