"""A bot's account as the platform keeps it: whom it has met, its quota, its webhook."""

import functools
import hashlib
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.sandbox.faults import Faults
from bot.sandbox.people import People, Person
from bot.sandbox.record import By, Record
from bot.sandbox.shelf import Shelf
from bot.sandbox.zalo.events import Events
from bot.sandbox.zalo.files import Files
from bot.sandbox.zalo.talk import Message, Talk
from bot.sandbox.zalo_bot.groups import Group, Groups
from bot.sandbox.zalo_bot.refusal import bad_request, blocked, quota_exceeded
from scheduler.rules.calendar import OFFICE_ZONE

CHANNEL: Literal["zalo_bot"] = "zalo_bot"
DEFAULT_BOT_ID = 7000000001  # until one is named
BASIC_MESSAGES, BASIC_USERS = 3000, 50  # of the free plan: sent in a month, and ever met

Count = Annotated[int, Field(ge=0)]
Idle = Literal["408", "uncoded", "empty"]


@functools.cache
def user_id(person_id: int) -> str:
    """By which the platform knows a person."""
    return hashlib.sha256(f"zalo_bot:{person_id}".encode()).hexdigest()[:20]


class Switches(BaseModel):
    """What the platform does now this way and now that."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wrapped: bool = False  # webhooks as documented, not as seen
    bare: bool = False  # message.unsupported.received without any message
    idle: Idle = "408"  # the answer to a poll for which nothing came
    messages: Count = BASIC_MESSAGES  # how many may leave in a month
    users: Count = BASIC_USERS  # how many people it may write to


class State(BaseModel):
    bot_id: int
    switches: Switches = Switches()
    month: str = ""  # in which `used` were sent, as 2026-11
    used: int = 0
    url: str = ""
    secret: str = ""
    updated_at: int = 0  # ms
    verification: dict[str, Any] = {}
    origin: str = ""  # under which the bot reaches the sandbox


class Account:
    def __init__(
        self,
        number: int,
        state: State,
        *,
        board: Shelf,
        people: People,
        record: Record,
        faults: Faults,
        files: Files,
        groups: Groups,
        office_now: Callable[[], Awaitable[datetime]],
    ) -> None:
        self.number = number
        self.state = state
        self.files = files
        self.office_now = office_now
        self._groups = groups
        self._people = people
        self._record = record
        self._faults = faults
        self._board = board
        self._own = board.part(str(number))
        self._met: dict[int, bool] = {
            int(kept.key): kept.form["blocked"] for kept in self._own.all("met")
        }
        self.talk = Talk(self._own, files)
        self.events = Events(self._own)

    @property
    def bot_id(self) -> int:
        return self.state.bot_id

    def change(self, **facts: Any) -> None:
        self.state = self.state.model_copy(update=facts)
        self._board.put("account", self.number, self.state.model_dump(mode="json"))

    def note(self, what: str, *, at: datetime, by: By, **facts: Any) -> None:
        """Record what happened between this bot and people."""
        self._record.add(what, at=at, by=by, channel=CHANNEL, bot_id=self.bot_id, **facts)

    def put(self, event: dict[str, Any], person: Person | None = None) -> int:
        """Let the bot hear of it, unless trouble is on order; the event's number."""
        fault = self._faults.strike_update(person.id if person else None, self.bot_id, CHANNEL)
        kind = fault.kind if fault else None
        return self.events.put(event, twice=kind == "duplicate", after_next=kind == "reorder")

    def is_out(self) -> bool:
        """Whether the platform is out of order, so that it delivers nothing."""
        return self._faults.outage(CHANNEL, self.bot_id) is not None

    # Whom it may write to

    def meet(self, person: Person) -> None:
        """The person has written: only now does the bot know of them."""
        if person.id not in self._met:
            self._keep(person, blocked=False)

    def is_blocked(self, person: Person) -> bool:
        return self._met.get(person.id, False)

    def set_blocked(self, person: Person, blocked: bool) -> None:
        self._keep(person, blocked=blocked)

    def _keep(self, person: Person, *, blocked: bool) -> None:
        self._own.put("met", person.id, {"blocked": blocked})
        self._met[person.id] = blocked

    def person_at(self, chat_id: str) -> Person | None:
        return next((person for person in self._people if user_id(person.id) == chat_id), None)

    def open_chat(self, chat_id: str) -> Person | Group:
        """Who may be written to there; else a refusal."""
        group = self._groups.get(chat_id)
        if group is not None:
            return group
        person = self.person_at(chat_id)
        if person is None or person.id not in self._met:
            raise bad_request("chat not found")  # a guess at the words
        if self._met[person.id]:
            raise blocked()
        # A guess: that the plan's number of people limits whom the bot may write to, not who may
        # write to it, and that the answer is the one for messages.
        if list(self._met).index(person.id) >= self.state.switches.users:
            raise quota_exceeded()
        return person

    # What it may send

    def used(self, now: datetime) -> int:
        """How many messages have left in the month of `now`."""
        return self.state.used if self.state.month == _month(now) else 0

    def spend(self, now: datetime) -> None:
        """Take one message from the month's quota, or refuse."""
        used = self.used(now)
        if used >= self.state.switches.messages:
            raise quota_exceeded()
        self.set_used(used + 1, now)

    def set_used(self, used: int, now: datetime) -> None:
        self.change(month=_month(now), used=used)

    def sent(self, to: Person | Group, message: Message, method: str) -> None:
        """Keep and record what the bot has sent."""
        self.talk.add(message)
        self.note(
            "sent",
            at=message.at,
            by="bot",
            method=method,
            person_id=to.id if isinstance(to, Person) else None,
            message_id=message.id,
            text=message.text,
            filename=message.link,
        )

    def to_json(self, now: datetime) -> dict[str, Any]:
        """For /sim: what can be set, and how it stands."""
        return {
            "bot_id": self.bot_id,
            **self.state.switches.model_dump(),
            "used": self.used(now),
            "met": len(self._met),
            "url": self.state.url,
        }


class Accounts:
    """The first bot that anybody names, by a call or as the one a person talks to, is the default;
    what people did before that was done to it."""

    def __init__(
        self,
        *,
        people: People,
        record: Record,
        faults: Faults,
        shelf: Shelf,
        office_now: Callable[[], Awaitable[datetime]],
    ) -> None:
        self.shelf = shelf
        self.people = people
        self.record = record
        self.office_now = office_now
        self._faults = faults
        self._board = shelf.part(CHANNEL)
        self.files = Files(self._board, "/zalo-bot/media")
        self.groups = Groups(self._board)
        self.named = [
            self._made(int(kept.key), State.model_validate(kept.form))
            for kept in self._board.all("account")
        ]
        self.default = self.named[0] if self.named else self._made(0, State(bot_id=DEFAULT_BOT_ID))

    def of_bot(self, bot_id: int | None) -> Account:
        if bot_id is None:
            return self.default
        for account in self.named:
            if account.bot_id == bot_id:
                return account
        account = self._made(len(self.named), State(bot_id=bot_id)) if self.named else self.default
        account.change(bot_id=bot_id)
        self.named.append(account)
        return account

    def __iter__(self) -> Iterator[Account]:
        return iter(self.named or [self.default])

    def _made(self, number: int, state: State) -> Account:
        return Account(
            number,
            state,
            board=self._board,
            people=self.people,
            record=self.record,
            faults=self._faults,
            files=self.files,
            groups=self.groups,
            office_now=self.office_now,
        )


def _month(now: datetime) -> str:
    return now.astimezone(OFFICE_ZONE).strftime("%Y-%m")
