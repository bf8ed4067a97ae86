"""The outbox of a virtual office: one notice per key ever, one message per person and slot."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Self

from scheduler.rules.decision import Watched
from scheduler.rules.digest import Fact
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.watching import Said


@dataclass(kw_only=True)
class Queued:
    """A notice in the outbox; `said` is what became of it."""

    id: int
    notice: Notice
    said: Said
    made_of: Watched | None = None  # the duty as it was when a look at it made the notice

    @classmethod
    def of(cls, id_: int, notice: Notice, now: datetime, made_of: Watched | None) -> Self:
        said = Said(
            key=notice.key,
            kind=notice.kind,
            round=notice.round,
            step=notice.step,
            state="queued",
            person_id=notice.person_id,
            slot_at=notice.slot_at,
            created_at=now,
        )
        return cls(id=id_, notice=notice, said=said, made_of=made_of)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of a message, as it was when it was said. `n`: by which number replies name it."""

    notice: Notice
    made_at: datetime
    made_of: Watched | None = None
    n: int | None = None
    duty_id: int | None = None
    duty: str | None = None  # "NV12/HC-TH"; None: about no duty
    title: str = ""
    due_on: date | None = None

    @property
    def key(self) -> str:
        return self.notice.key

    @property
    def kind(self) -> Kind:
        return self.notice.kind

    @property
    def step(self) -> str:
        return self.notice.step


@dataclass(frozen=True, kw_only=True)
class Message:
    id: int
    person_id: int
    at: datetime
    slot_at: datetime
    items: tuple[Item, ...]

    def numbered(self) -> dict[int, int]:
        """The duties by their numbers."""
        return {
            item.n: item.duty_id
            for item in self.items
            if item.n is not None and item.duty_id is not None
        }


@dataclass(kw_only=True)
class Outbox:
    by_key: dict[str, Queued] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    digests: dict[tuple[int, str], list[Queued]] = field(default_factory=lambda: defaultdict(list))
    _named: dict[str, frozenset[Fact]] = field(default_factory=dict)  # by a digest's key
    _rungs_in: dict[int, dict[str, list[Fact]]] = field(default_factory=lambda: defaultdict(dict))
    _said_of: dict[int, list[Said]] = field(default_factory=dict)  # until something changes
    said_before: set[str] = field(default_factory=set)  # keys of before the simulation
    spoken: dict[int, datetime] = field(default_factory=dict)  # by person: the newest slot
    _of_duty: dict[int, list[Queued]] = field(default_factory=lambda: defaultdict(list))
    _waiting: dict[int, list[Queued]] = field(default_factory=lambda: defaultdict(list))
    _failed: list[Queued] = field(default_factory=list)
    _events: int = 0

    def enqueue(
        self, wanted: Iterable[Notice], now: datetime, made_of: Watched | None = None
    ) -> int:
        """Queue notices for their slots; return how many are new. `made_of`: by a look at what."""
        new = 0
        for notice in wanted:
            if notice.key in self.by_key or notice.key in self.said_before:
                continue
            queued = Queued.of(len(self.by_key) + 1, notice, now, made_of)
            self.by_key[notice.key] = queued
            if notice.key.startswith("event:"):  # of an office that was taken over
                self._events = max(self._events, int(notice.key.split(":")[1]))
            self._waiting[notice.person_id].append(queued)
            if notice.kind is Kind.DIGEST:
                self.digests[notice.person_id, notice.step].append(queued)
            if notice.duty_id is not None:
                self._of_duty[notice.duty_id].append(queued)
                self._said_of.pop(notice.duty_id, None)
            new += 1
        return new

    def event(self) -> int:
        """A number for something that has happened, for the key of whoever is told of it."""
        self._events += 1
        return self._events

    def said_of(self, duty: int) -> list[Said]:
        """The notices about a duty, and the digests that tell a rung of it."""
        if duty not in self._said_of:
            own = [queued.said for queued in self._of_duty.get(duty, ())]
            told = [
                replace(self.by_key[key].said, round=round_, step=step)
                for key, rungs in sorted(self._rungs_in.get(duty, {}).items())
                for _, round_, step in rungs
            ]
            self._said_of[duty] = own + told
        return self._said_of[duty]

    def name(self, key: str, facts: Iterable[Fact]) -> None:
        """Keep what a digest says of duties, instead of what it was to say before."""
        for duty, _, _ in self.named(key):
            self._rungs_in[duty].pop(key, None)
            self._said_of.pop(duty, None)
        self._named[key] = frozenset(facts)
        for fact in sorted(self.named(key)):
            duty, _, step = fact
            self._said_of.pop(duty, None)
            if step.startswith("rung-"):
                self._rungs_in[duty].setdefault(key, []).append(fact)

    def named(self, key: str) -> frozenset[Fact]:
        """What a digest says of duties."""
        return self._named.get(key, frozenset())

    def ready(self, slot: datetime) -> list[tuple[int, list[Queued]]]:
        """Who has something to be told in a slot, and what; nobody hears twice in one."""
        found = []
        for person, waiting in sorted(self._waiting.items()):
            due = [queued for queued in waiting if queued.notice.slot_at <= slot]
            if due and self.spoken.get(person) != slot:
                found.append((person, due))
        return found

    def unsaid(self) -> list[Said]:
        """What waits to be said, and what nobody could be told."""
        waiting = [each.said for of_person in self._waiting.values() for each in of_person]
        return waiting + [each.said for each in self._failed]

    def say(self, message: Message, said: Iterable[Queued]) -> None:
        """Settle a message as sent."""
        self.messages.append(message)
        self.spoken[message.person_id] = message.slot_at
        for queued in said:
            self._settle(queued, "sent", message.at, message.id)

    def give_up(self, given_up: Iterable[Queued], state: str, now: datetime) -> None:
        """Settle notices that are not needed ("dropped"), or that nobody can be told ("failed")."""
        for queued in given_up:
            self._settle(queued, state, now)

    def _settle(
        self, queued: Queued, state: str, now: datetime, message: int | None = None
    ) -> None:
        queued.said = replace(queued.said, state=state, settled_at=now, message_id=message)
        self._waiting[queued.notice.person_id].remove(queued)
        if queued.notice.duty_id is not None:
            self._said_of.pop(queued.notice.duty_id, None)
        for duty, _, _ in self.named(queued.notice.key):
            self._said_of.pop(duty, None)
        if state == "failed":
            self._failed.append(queued)
