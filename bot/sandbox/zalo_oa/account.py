"""An Official Account as the platform keeps it: who follows it, what it may send, its webhook."""

import functools
import hashlib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from bot.sandbox.faults import Faults
from bot.sandbox.people import People, Person
from bot.sandbox.record import By, Record
from bot.sandbox.shelf import Shelf
from bot.sandbox.zalo.events import Events
from bot.sandbox.zalo.files import Files
from bot.sandbox.zalo.talk import Talk
from bot.sandbox.zalo_oa.refusal import Refusal
from bot.sandbox.zalo_oa.tokens import Tokens
from scheduler.clock import Clock
from scheduler.rules.calendar import OFFICE_ZONE

CHANNEL: Literal["zalo_oa"] = "zalo_oa"
FIRST_OA = 7200000001
FREE_FOR, FREE_MESSAGES = timedelta(hours=48), 8
OPEN_FOR = timedelta(days=7)
PER_SECOND = 20
PACKAGE = 500  # a guess: how many paid messages a month the account has bought

Count = Annotated[int, Field(ge=0)]


@functools.cache
def user_id(person_id: int) -> str:
    """By which the platform knows a person."""
    digest = hashlib.sha256(f"zalo_oa:{person_id}".encode()).digest()
    return str(10**18 + int.from_bytes(digest) % (9 * 10**18))


class State(BaseModel):
    oa_id: int
    app_id: str
    app_secret: str
    secret_key: str  # of the account: its webhooks are signed with it
    url: str = ""
    disabled: bool = False  # the platform has given up posting there
    retry_after: tuple[Count, ...] = (30, 300, 900, 1800, 3600)  # seconds of office time
    expires_in: Count = 90000  # seconds of real time; one source says 3600
    package: Count = PACKAGE
    month: str = ""  # in which `used` paid ones were sent, as 2026-11
    used: Count = 0
    origin: str = ""  # under which the account's files are reached


class Contact(BaseModel):
    """What the account knows of a person."""

    follows: bool = False
    left: bool = False  # followed it no longer
    acted_at: AwareDatetime | None = None  # last, and since then:
    free: Count = 0  # how many were sent without pay
    unseen: tuple[str, ...] = ()


class Account:
    def __init__(
        self,
        state: State,
        *,
        board: Shelf,
        people: People,
        record: Record,
        faults: Faults,
        files: Files,
        office_now: Callable[[], Awaitable[datetime]],
        real_now: Clock,
    ) -> None:
        self.state = state
        self.files = files
        self.office_now = office_now
        self._people = people
        self._record = record
        self._faults = faults
        self._board = board
        self._own = board.part(str(state.oa_id))
        self._contacts = {
            int(kept.key): Contact.model_validate(kept.form) for kept in self._own.all("contact")
        }
        self._recent: deque[float] = deque()
        self.talk = Talk(self._own, files)
        self.events = Events(self._own)
        self.tokens = Tokens(self._own, real_now)

    @property
    def id(self) -> str:
        return str(self.state.oa_id)

    def change(self, **facts: Any) -> None:
        self.state = self.state.model_copy(update=facts)
        self._board.put("account", self.state.oa_id, self.state.model_dump(mode="json"))

    def note(self, what: str, *, at: datetime, by: By, **facts: Any) -> None:
        """Record what happened between this account and people."""
        self._record.add(what, at=at, by=by, channel=CHANNEL, bot_id=self.state.oa_id, **facts)

    def put(self, event: dict[str, Any], person: Person | None = None) -> int:
        """Let the account's app hear of it; nobody keeps what happens while it has no address.

        `person`: who did it; troubles on order befall what people do, not receipts and echoes.
        """
        kind = None
        if person is not None:
            fault = self._faults.strike_update(person.id, self.state.oa_id, CHANNEL)
            kind = fault.kind if fault else None
        return self.events.put(
            event,
            waits=bool(self.state.url) and not self.state.disabled,
            twice=kind == "duplicate",
            after_next=kind == "reorder",
        )

    def is_out(self) -> bool:
        """Whether the platform is out of order, so that it delivers nothing."""
        return self._faults.outage(CHANNEL, self.state.oa_id) is not None

    # People

    def contact(self, person: Person) -> Contact:
        return self._contacts.get(person.id, Contact())

    def set_contact(self, person: Person, **facts: Any) -> None:
        contact = self.contact(person).model_copy(update=facts)
        self._contacts[person.id] = contact
        self._own.put("contact", person.id, contact.model_dump(mode="json"))

    def person_at(self, address: str) -> Person | None:
        return next((person for person in self._people if user_id(person.id) == address), None)

    def contacts(self) -> Sequence[tuple[Person, Contact]]:
        """Everybody it has ever met, in that order."""
        met = ((self._people.get(number), contact) for number, contact in self._contacts.items())
        return [(person, contact) for person, contact in met if person is not None]

    # What it may send

    def count(self, at: float) -> None:
        """Count a send at real time `at`; refuse one too many in a second."""
        while self._recent and self._recent[0] <= at - 1:
            self._recent.popleft()
        if len(self._recent) >= PER_SECOND:
            raise Refusal(-32)
        self._recent.append(at)

    def used(self, now: datetime) -> int:
        """How many paid messages have left in the month of `now`."""
        return self.state.used if self.state.month == _month(now) else 0

    def set_used(self, used: int, now: datetime) -> None:
        self.change(month=_month(now), used=used)

    def pay(self, now: datetime) -> dict[str, Any]:
        """Take a message from the package, or refuse; the quota as the answer shows it."""
        used = self.used(now) + 1
        if used > self.state.package:
            raise Refusal(-211)
        self.set_used(used, now)
        return self._quota("sub_quota", self.state.package - used, self.state.package)

    def spend(self, person: Person, now: datetime) -> dict[str, Any]:
        """Take a consultation message: free at first, then from the package, at last refused."""
        contact = self.contact(person)
        if contact.left:
            raise Refusal(-213)
        if contact.acted_at is None:
            raise Refusal(-232)
        silence = now - contact.acted_at
        if silence > OPEN_FOR:
            raise Refusal(-230)
        if silence > FREE_FOR or contact.free >= FREE_MESSAGES:
            return self.pay(now)
        self.set_contact(person, free=contact.free + 1)
        left = FREE_MESSAGES - contact.free - 1
        return self._quota("reply", left, FREE_MESSAGES, contact.acted_at + FREE_FOR)

    def _quota(
        self, kind: str, remain: int, total: int, until: datetime | None = None
    ) -> dict[str, Any]:
        return {
            "quota_type": kind,
            "remain": remain,
            "total": total,
            "expired_date": until.astimezone(OFFICE_ZONE).strftime("%d/%m/%Y") if until else "",
            "owner_type": "OA",
            "owner_id": self.id,
        }

    def to_json(self, now: datetime) -> dict[str, Any]:
        """For /sim: as the developer's console shows it, with the pair of tokens in force."""
        return {
            **self.state.model_dump(exclude={"month", "used", "origin", "expires_in"}),
            "used": self.used(now),
            **self.tokens.pair,
        }


class Accounts:
    """The first account that is set up is the one people talk to by default."""

    def __init__(
        self,
        *,
        people: People,
        record: Record,
        faults: Faults,
        shelf: Shelf,
        office_now: Callable[[], Awaitable[datetime]],
        real_now: Clock,
    ) -> None:
        self.shelf = shelf
        self.people = people
        self.record = record
        self.office_now = office_now
        self._faults = faults
        self._real_now = real_now
        self._board = shelf.part(CHANNEL)
        self.files = Files(self._board, "/zalo-oa/media")
        kept = [State.model_validate(kept.form) for kept in self._board.all("account")]
        self.all = [self._made(state) for state in kept]

    def get(self, oa_id: int | None) -> Account | None:
        """The account of that id, the default one for None; None if there is none."""
        return next((each for each in self.all if oa_id in (None, each.state.oa_id)), None)

    def of_app(self, app_id: str) -> Account | None:
        return next((each for each in self.all if each.state.app_id == app_id), None)

    def of_token(self, access: str) -> Account:
        """The account that a token opens; a refusal if it is nobody's, or too old."""
        refusal = Refusal(-216)
        for account in self.all:
            try:
                account.tokens.check(access)
            except Refusal as error:
                refusal = refusal if error.code == -216 else error
            else:
                return account
        raise refusal

    def add(self, oa_id: int | None) -> Account:
        """A new account, whose administrator has consented to its app."""
        number = oa_id or FIRST_OA + len(self.all)
        account = self._made(
            State(
                oa_id=number,
                app_id=f"{number}0",
                app_secret=f"SANDBOX-app-secret-{number}",
                secret_key=f"SANDBOX-secret-key-{number}",
            )
        )
        account.change()
        account.tokens.issue(account.state.expires_in)
        self.all.append(account)
        return account

    def _made(self, state: State) -> Account:
        return Account(
            state,
            board=self._board,
            people=self.people,
            record=self.record,
            faults=self._faults,
            files=self.files,
            office_now=self.office_now,
            real_now=self._real_now,
        )


def _month(now: datetime) -> str:
    return now.astimezone(OFFICE_ZONE).strftime("%Y-%m")
