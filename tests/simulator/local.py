"""A local Telegram for tests: calls of the bot, acts of people, controls; time stands still unless moved."""

from typing import Any

import httpx

from bot.simulator.state import TOKEN, Telegram

Answer = dict[str, Any]


class Clock:
    """Seconds since 1970, moved by the test."""

    def __init__(self, now: float = 1_790_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Local:
    """Speaks to one simulator through any httpx client, over a socket or inside the process."""

    def __init__(self, http: httpx.AsyncClient, telegram: Telegram) -> None:
        self.http = http
        self.telegram = telegram

    async def call(self, method: str, **params: Any) -> Answer:
        """The whole answer to a call of the bot, errors too; its HTTP status must agree with it."""
        response = await self.http.post(f"/bot{TOKEN}/{method}", json=params)
        answer: Answer = response.json()
        assert response.status_code == answer.get("error_code", 200)
        return answer

    async def bot(self, method: str, **params: Any) -> Any:
        """The result of a call that must succeed."""
        answer = await self.call(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        """The description of the error of a call that must fail."""
        answer = await self.call(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def act(self, path: str, **fields: Any) -> Any:
        """POST /client/path that must succeed."""
        return await self._post(f"/client/{path}", fields)

    async def control(self, path: str, **fields: Any) -> Any:
        return await self._post(f"/control/{path}", fields)

    async def look(self, path: str, **query: Any) -> Any:
        """GET of a path that must succeed."""
        response = await self.http.get(path, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    async def refused(self, path: str, **fields: Any) -> str:
        """The error of an act that must fail."""
        response = await self.http.post(f"/client/{path}", json=fields)
        assert response.status_code == 400, response.text
        return str(response.json()["error"])

    async def resident(self, first_name: str = "Lan", **fields: Any) -> int:
        """A person who has written to the bot, with the queue of updates emptied; returns the id."""
        person = int((await self.act("people", first_name=first_name, **fields))["id"])
        await self.act("send", chat_id=person, from_id=person, text="/start")
        await self.updates()
        return person

    async def updates(self) -> list[Any]:
        """New updates, confirmed."""
        batch: list[Any] = await self.bot("getUpdates")
        if batch:
            await self.bot("getUpdates", offset=batch[-1]["update_id"] + 1)
        return batch

    async def _post(self, path: str, fields: dict[str, Any]) -> Any:
        response = await self.http.post(path, json=fields)
        assert response.status_code == 200, response.text
        return response.json()
