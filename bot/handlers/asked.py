"""What every handler gets and gives: one message of one person, and one answer to it.

A handler is one question. It knows no channel; it reads and writes through `asked.tx`, the one
transaction in which the message also becomes handled, and returns a text by key with its facts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Incoming
from bot.press import Press
from scheduler.rules import dialogue
from scheduler.rules.access import Scope
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Cast, Person
from scheduler.rules.request import RequestKind, deciders, is_for
from scheduler.rules.staff import Staff, cast_of, may_report
from storage import acts, events, questions, requests
from storage.acts import Doing, Rows
from storage.orgs import OrgState

# The row of buttons under what can be undone.
UNDO = ({"name": "undo", "data": Press(action="undo").data},)
IN_A_ROW = 5
MOST_CHOICES = 10  # of one question of ours


def choice_buttons(question: int, count: int) -> list[list[dict[str, Any]]]:
    """A button for each number that answers an open question of ours."""
    each = [
        {"name": "choice", "n": n, "data": Press(action="choice", first=question, second=n).data}
        for n in range(1, count + 1)
    ]
    return [each[start : start + IN_A_ROW] for start in range(0, count, IN_A_ROW)]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What to say: a text's key and facts; rows of buttons; files of reports; linking codes by id.

    A sure echo is what a bot near the end of its quota may leave out.
    """

    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    buttons: Sequence[Sequence[Mapping[str, Any]]] = ()
    files: Sequence[Mapping[str, Any]] = ()
    codes: Sequence[int] = ()
    is_sure_echo: bool = False  # nothing but what was recorded, of words that were clear
    in_place: bool = False  # after a press it takes the place of the message with the button

    def stored(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "facts": dict(self.facts),
            "buttons": [[dict(button) for button in row] for row in self.buttons],
            "files": [dict(file) for file in self.files],
            "codes": list(self.codes),
            "is_sure_echo": self.is_sure_echo,
        }


@dataclass(frozen=True, kw_only=True)
class Asked:
    tx: AsyncConnection
    org: OrgState
    staff: Staff
    person: Person
    incoming: Incoming
    inbox: int
    said_at: datetime  # a word counts from the platform's stamp
    now: datetime
    request: int = 0  # that the pressed button showed
    is_sure: bool = False  # the words were said, and after our question a yes
    speaks_for: int | None = None  # whose word the person passes on
    doing: Doing = field(default_factory=Doing)  # by this message, however often it is rephrased

    @property
    def words(self) -> str:
        return self.incoming.text

    def saying(self, words: str) -> "Asked":
        """The same message, or press, with other words: those said before we had to ask back."""
        return replace(self, incoming=replace(self.incoming, text=words, button=None))

    @property
    def zone(self) -> ZoneInfo:
        return self.org.office.calendar.zone

    @property
    def today(self) -> date:
        return self.org.office.day_of(self.now)

    @property
    def scope(self) -> Scope:
        return self.staff.scope(self.person.id, self.today)

    @property
    def manages(self) -> bool:
        """Whether the person may see more than their own duties."""
        return bool(self.scope.everything or self.scope.units or self.scope.plans_of)

    def cast(self, item: DutyRecord) -> Cast:
        return cast_of(self.staff, item, self.today)

    def owns(self, item: DutyRecord) -> bool:
        """Whether the person may report on a duty: an owner, the unit's contact, its head, or a
        substitute of one of them."""
        return may_report(self.staff, item, self.person.id, self.today)

    def owns_by_name(self, item: DutyRecord) -> bool:
        """Whether a duty is on the person's own list: theirs, or of those they stand in for."""
        return not self.scope.own.isdisjoint(person.id for person in self.cast(item).owners())

    def behalf(self, item: DutyRecord) -> int | None:
        """For whom the person speaks of a duty: whose word they pass on, or whose substitute they
        are; None if it is their own part."""
        if self.speaks_for is not None:
            return self.speaks_for
        cast = self.cast(item)
        if self.person in (*cast.owners(), cast.contact, *cast.heads, *cast.deputy_heads):
            return None
        return next((each.id for each in cast.stood_in_for(self.person.id)), None)

    def heads(self, item: DutyRecord) -> bool:
        return self.staff.heads(self.person.id, item.duty.unit_id, self.today)

    def confirms(self, item: DutyRecord) -> bool:
        """Whether the person heads the unit that a duty's result is for: its own, or who asked."""
        unit = item.for_unit or item.duty.unit_id
        return self.staff.heads(self.person.id, unit, self.today)

    def confirms_own(self, item: DutyRecord) -> bool:
        """Whether the person's word about a duty needs nobody's confirmation.

        The head's does not. Whoever only stands in for the head does not confirm their own work.
        """
        by_role = self.staff.heads(self.person.id, item.for_unit or item.duty.unit_id)
        is_owner = self.person in self.cast(item).owners()
        return by_role or (self.confirms(item) and not is_owner)

    async def decides(self, item: DutyRecord, waiting: Row[Any]) -> bool:
        """Whether the person may decide a request about a duty (DESIGN.md §4.11)."""
        return bool(await self.awaited(((item, waiting),)))

    async def awaited(self, pairs: Iterable[tuple[DutyRecord, Row[Any]]]) -> list[DutyRecord]:
        """Of duties with a request each, those that wait for this person's word.

        For whom it is, and whoever above was asked as well. Nobody decides their own.
        """
        others = [(item, row) for item, row in pairs if row.asked_by != self.person.id]
        about = [item.id for item, _ in others]
        asked = await requests.asked(self.tx, self.org.id, self.person.id, about)
        return [
            item
            for item, row in others
            if row.id in asked
            or is_for(self.cast(item), row.asked_by, RequestKind(row.kind), self.person)
        ]

    def deciders(
        self, item: DutyRecord, asked_by: int, kind: RequestKind = RequestKind.EXTENSION
    ) -> tuple[Person, ...]:
        """Whom a person's request about a duty is for."""
        return deciders(self.cast(item), asked_by, kind)

    async def question(self) -> Row[Any] | None:
        """The question of ours that this message may answer; too old a one is none."""
        row = await questions.open_for(self.tx, self.org.id, self.person.id)
        return row if row is not None and not self._is_over(row) else None

    async def old_question(self) -> Row[Any] | None:
        """The question of ours that nobody answered in time."""
        row = await questions.open_for(self.tx, self.org.id, self.person.id)
        return row if row is not None and self._is_over(row) else None

    def _is_over(self, row: Row[Any]) -> bool:
        return dialogue.is_over(row.asked_at, self.said_at, self.org.office.calendar)

    async def ask(self, body: Mapping[str, Any]) -> int:
        """Keep a question of ours; the next message may be its answer."""
        return await questions.ask(self.tx, self.org.id, self.person.id, dict(body), self.now)

    async def settle_question(self, item: DutyRecord) -> None:
        """Close the open question if what is done about this duty settles it; else it waits on."""
        row = await self.question()
        if row is not None and dialogue.is_settled(row.body, item.id, item.duty.code):
            await self.drop_question()

    async def drop_question(self) -> None:
        await questions.close(self.tx, self.org.id, self.person.id, self.now)

    async def tell(
        self, readers: Sequence[Person], step: str, item: DutyRecord | None = None, **facts: Any
    ) -> None:
        """Tell people in their next slot what has just happened (a `told.<step>` text)."""
        self.doing.told += await events.tell(
            self.tx,
            self.org,
            self.now,
            readers,
            step,
            by=self.person.id,
            item=item,
            facts=facts,
        )

    async def changes(
        self, what: str, of: DutyRecord | str, *rows: Rows, duty: DutyRecord | None = None
    ) -> None:
        """Say before it is done what this message does, so that it can be taken back.

        `what`: a text `act.<what>`, which says it of `of`, a duty or a name; `rows`: whatever it
        may change of what is stored (`storage.acts`). With none it can never be taken back.
        """
        about = of if isinstance(of, DutyRecord) else duty
        name = of.duty.code if isinstance(of, DutyRecord) else of
        number = about.id if about else None
        thing = await acts.begin(self.tx, self.org.id, what, name, number, rows)
        self.doing.things.append(thing)

    async def keep_what_was_done(self) -> None:
        """At the end of the message: from now on it can be taken back."""
        await acts.keep(
            self.tx,
            self.org.id,
            self.doing,
            person=self.person.id,
            inbox=self.inbox,
            at=self.said_at,
        )
