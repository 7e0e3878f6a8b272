"""Questions that wait for the bot's answer: presses of buttons and inline queries."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Generic, TypeVar

from bot.simulator.signals import Signal
from bot.simulator.wire import Json, bad_request

LIFETIME = 60.0  # seconds in which an answer is accepted
REMEMBERED = 2_000


@dataclass
class Query:
    """One press or inline query; `answer` is None until the bot answers."""

    id: str
    from_id: int
    asked: float
    text: str = ""  # what was asked inline
    answer: Json | None = None
    answered: Signal = field(default_factory=Signal)

    def give(self, answer: Json) -> None:
        self.answer = answer
        self.answered.give()


@dataclass
class Press(Query):
    chat_id: int = 0
    message_id: int = 0


Q = TypeVar("Q", bound=Query)


class Book(Generic[Q]):
    """Queries by id, the oldest forgotten."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._queries: OrderedDict[str, Q] = OrderedDict()

    def add(self, query: Q) -> Q:
        self._queries[query.id] = query
        if len(self._queries) > REMEMBERED:
            self._queries.popitem(last=False)
        return query

    def get(self, query_id: str) -> Q | None:
        return self._queries.get(query_id)

    def open(self, query_id: str) -> Q:
        """The query, when it may still be answered; else Telegram's 400."""
        query = self._queries.get(query_id)
        if query is None or self._clock() - query.asked > LIFETIME:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        return query

    def close(self) -> None:
        for query in self._queries.values():
            query.answered.close()


class Queries:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._numbers = count(int(clock() * 1000) << 20)  # unique across restarts
        self.presses: Book[Press] = Book(clock)
        self.inline: Book[Query] = Book(clock)

    def press(self, from_id: int, chat_id: int, message_id: int) -> Press:
        return self.presses.add(Press(self._id(), from_id, self._clock(), chat_id=chat_id, message_id=message_id))

    def ask(self, from_id: int, text: str) -> Query:
        return self.inline.add(Query(self._id(), from_id, self._clock(), text))

    def close(self) -> None:
        self.presses.close()
        self.inline.close()

    def _id(self) -> str:
        return str(next(self._numbers))
