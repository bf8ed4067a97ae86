"""What becomes of units: renamed, merged, split, closed (DESIGN.md §3, Unit; DOMAIN.md §9).

A unit is an identity with one name for some time; another name is another unit that succeeds it.
From the effective day on new duties open for the successor. What is open already stays with the
old people until a person confirms; of a split, and of a closure without a successor, that person
also chooses who takes each task and cycle, by its code ("NV12", "BC1").
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from scheduler.rules.duty import CLOSED, OWED, DutyKind, State, is_overdue
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Person, Role
from scheduler.rules.plan import Led, leads_open_task
from scheduler.rules.refusal import Refusal
from scheduler.rules.staff import Post, Staff

ONE_HOLDER = frozenset({Role.HEAD, Role.COORDINATOR, Role.DEPUTY})
"""Roles that go to the successor only if nobody has them there yet; the others always go."""


class BadSuccession(Refusal):
    """It cannot be so with these units."""


class SuccessionKind(StrEnum):
    RENAME = "rename"  # đổi tên 1–1
    MERGE = "merge"  # sáp nhập n–1: one succession for each old unit
    SPLIT = "split"  # chia tách 1–n
    CLOSE = "close"  # giải thể, with one successor or none


@dataclass(frozen=True, kw_only=True)
class Succession:
    """What became of one unit, from which day on. `choices`: who takes what, by code."""

    old: int
    new: tuple[int, ...]
    kind: SuccessionKind
    on: date
    began_at: datetime | None = None  # None: its day has not come, or nobody has seen it
    confirmed_at: datetime | None = None
    confirmed_by: int | None = None  # a person; None: the operator
    choices: Mapping[str, int] = field(default_factory=dict)

    @property
    def needs_choices(self) -> bool:
        """Whether a person must say, thing by thing, who takes it."""
        return len(self.new) != 1

    def taker(self, code: str | None) -> int | None:
        """The unit that takes a thing over; None while nobody has said."""
        if not self.needs_choices:
            return self.new[0]
        return self.choices.get(code) if code is not None else None


@dataclass(frozen=True, kw_only=True)
class Lineage:
    """All successions of an org, by the unit that ended; `born`: the first days of new units."""

    ended: Mapping[int, Succession] = field(default_factory=dict)
    born: Mapping[int, date] = field(default_factory=dict)

    def opens_for(self, unit: int, on: date, code: str | None = None) -> int | None:
        """The unit for which a new duty opens on a day, instead of `unit`.

        Confirmed or not. Nobody has chosen after a split: the old unit; after a closure: None.
        """
        while (end := self._end(unit, on)) is not None:
            taker = end.taker(code)
            if taker is None:
                return unit if end.new else None
            unit = taker
        return unit

    def holds(self, unit: int, on: date, code: str | None = None) -> int:
        """The unit that answers, on a day, for what was opened for `unit`: as far as confirmed."""
        while (end := self._end(unit, on)) is not None and end.confirmed_at is not None:
            taker = end.taker(code)
            if taker is None:
                break
            unit = taker
        return unit

    def today(self, unit: int, on: date) -> tuple[int, ...]:
        """What a unit is on a day: itself, its successor, the parts of a split; () if closed."""
        end = self._end(unit, on)
        if end is None:
            return (unit,)
        return tuple(dict.fromkeys(u for new in end.new for u in self.today(new, on)))

    def parts(self, unit: int, on: date) -> tuple[int, ...]:
        """Who may owe a group's report in place of a member: after a split the old unit still,
        as long as it leads something that nobody has chosen a unit for."""
        end = self._end(unit, on)
        undecided = (unit,) if end is not None and len(end.new) > 1 else ()
        return (*undecided, *(u for u in self.today(unit, on) if u not in undecided))

    def former(self, unit: int) -> tuple[int, ...]:
        """The units it came from, the nearest first."""
        found: dict[int, None] = {}
        nearest = [unit]
        while nearest:
            nearest = [old for new in nearest for old in self._came_from.get(new, ())]
            nearest = [old for old in nearest if old not in found]
            found |= dict.fromkeys(nearest)
        return tuple(found)

    def on_day(self, unit: int, day: date) -> tuple[int, ...]:
        """Under which units that which `unit` names was known on a day, before or after."""
        if self.born.get(unit, day) <= day:
            return self.today(unit, day)
        before = self._came_from.get(unit, ())
        return tuple(dict.fromkeys(u for old in before for u in self.on_day(old, day)))

    def adding(self, made: Succession) -> "Lineage":
        """With one more succession; raises BadSuccession if it cannot be so."""
        if made.old in self.ended:
            ended = self.ended[made.old].on
            raise BadSuccession("ended", f"it has ended already, on {ended}", day=ended)
        count = len(set(made.new) - {made.old})
        if count != len(made.new):
            raise BadSuccession(
                "itself", "a unit cannot succeed itself, and each successor is named once"
            )
        if made.kind in (SuccessionKind.RENAME, SuccessionKind.MERGE) and count != 1:
            raise BadSuccession("one_successor", "it needs exactly one successor")
        if made.kind is SuccessionKind.SPLIT and count < 2:
            raise BadSuccession(
                "split", "a split needs two new units or more; one only is a rename"
            )
        if made.kind is SuccessionKind.CLOSE and count > 1:
            raise BadSuccession("no_split", "several successors are a split")
        if made.old in {u for new in made.new for u in self._after(new)}:
            raise BadSuccession(
                "came_before", "the new unit came before the old one: take another name"
            )
        for new in made.new:
            if new in self.ended and self.ended[new].on <= made.on:
                raise BadSuccession(
                    "new_has_ended", "the new unit has ended by then: name what became of it"
                )
        if self.born.get(made.old, made.on) > made.on:
            raise BadSuccession(
                "begins_later", f"it begins only on {self.born[made.old]}", day=self.born[made.old]
            )
        return replace(self, ended={**self.ended, made.old: made})

    def open_for(self, units: Iterable[int], on: date, code: str) -> tuple[int, ...]:
        """For whom a new duty of these units opens on a day, each once."""
        opens = (self.opens_for(unit, on, code) for unit in units)
        return tuple(dict.fromkeys(unit for unit in opens if unit is not None))

    def reporting(self, members: Iterable[int], on: date, leading: Collection[int]) -> list[int]:
        """Who owes a group's report: of its members, or of who is in their place, those that lead
        an open task."""
        every = dict.fromkeys(part for unit in members for part in self.parts(unit, on))
        return [unit for unit in every if unit in leading]

    # --- parts ----------------------------------------------------------------------------------

    def _end(self, unit: int, on: date) -> Succession | None:
        end = self.ended.get(unit)
        return end if end is not None and end.on <= on else None

    def _after(self, unit: int) -> Iterator[int]:
        yield unit
        if unit in self.ended:
            for new in self.ended[unit].new:
                yield from self._after(new)

    @cached_property
    def _came_from(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for end in self.ended.values():
            for new in end.new:
                found[new].append(end.old)
        return found


# --- people and duties --------------------------------------------------------------------------


def standing_in(staff: Staff, lineage: Lineage) -> Staff:
    """A unit nobody has been named for yet is answered for by the people of those it came from.

    So a new unit is never silent: not between its first day and the confirmation, and not after a
    split, whose people only a people file can say.
    """
    manned = {post.unit_id for post in staff.posts if post.role is not Role.DEPUTY}
    empty = {new for end in lineage.ended.values() for new in end.new} - manned
    posts, assigned = list(staff.posts), list(staff.assigned)
    for unit in sorted(empty):
        before = _manned_before(unit, lineage, manned)
        posts += [replace(post, unit_id=unit) for post in staff.posts if post.unit_id in before]
        assigned += [replace(a, unit_id=unit) for a in staff.assigned if a.unit_id in before]
    if not empty:
        return staff
    return replace(staff, posts=tuple(posts), assigned=tuple(assigned))


def _manned_before(unit: int, lineage: Lineage, manned: set[int]) -> set[int]:
    """The nearest former units that have people."""
    found: set[int] = set()
    for old in (end.old for end in lineage.ended.values() if unit in end.new):
        found |= {old} if old in manned else _manned_before(old, lineage, manned)
    return found


def taken_over(
    posts: Iterable[Post], old: int, new: int, *, is_split: bool = False
) -> tuple[Post, ...]:
    """The posts that people of the old unit get in its successor, once that is confirmed.

    A head, a coordinator, a deputy in charge and a contact only where the successor has none: of
    a merger only one can head the new unit, and a people file may have said who. After a split
    only a people file can say who goes where; whoever was in charge of the old unit is of each.
    """
    known = tuple(posts)
    there = {post.role for post in known if post.unit_id == new}
    held = {(post.person_id, post.role) for post in known if post.unit_id == new}
    has_contact = any(post.is_contact for post in known if post.unit_id == new)
    return tuple(
        replace(post, unit_id=new, is_contact=post.is_contact and not has_contact)
        for post in known
        if post.unit_id == old
        and (post.role is Role.DEPUTY or not is_split)
        and (post.person_id, post.role) not in held
        and not (post.role in ONE_HOLDER and post.role in there)
    )


def left_behind(posts: Iterable[Post], old: int, new: Iterable[int]) -> tuple[int, ...]:
    """The people of the old unit who would have no post in any of the new ones.

    Whoever is only in charge of it (a deputy) is not one of its people.
    """
    known, into = tuple(post for post in posts if post.role is not Role.DEPUTY), set(new)
    moving = [p for unit in into for p in taken_over(known, old, unit, is_split=len(into) > 1)]
    there = {post.person_id for post in (*known, *moving) if post.unit_id in into}
    return tuple(
        dict.fromkeys(p.person_id for p in known if p.unit_id == old and p.person_id not in there)
    )


# --- what goes over -----------------------------------------------------------------------------


def takers(end: Succession, codes: Iterable[str]) -> dict[str, int | None]:
    """Who takes each task and cycle of a unit that ended, by code; None while nobody has said."""
    every = sorted({*codes, *end.choices}, key=lambda code: (code[:2], int(code[2:])))
    return {code: end.taker(code) for code in every}


def check_choices(
    end: Succession, takers: Mapping[str, int | None], choices: Mapping[str, int]
) -> None:
    """Raise BadSuccession unless these units can take what is chosen for them."""
    if choices and not end.needs_choices:
        raise BadSuccession(
            "nothing_to_choose", "all of it goes to its one successor: nothing is to be chosen"
        )
    for code, unit in choices.items():
        taker = takers.get(code)
        if taker is not None:
            if taker != unit:
                raise BadSuccession(
                    "chosen", f"{code} has been given to another unit already", code=code
                )
        elif code not in takers:
            known = undecided(takers)
            what = ", ".join(known) or "nothing"
            says = f"{code} is not to be chosen for; what is: {what}"
            raise BadSuccession("not_to_choose", says, code=code, known=list(known))
        if unit == end.old or (end.new and unit not in end.new):
            raise BadSuccession(
                "not_successor", f"{code} can only go to a unit that succeeds it", code=code
            )


def undecided(takers: Mapping[str, int | None]) -> tuple[str, ...]:
    """The codes for which a person must choose a unit."""
    return tuple(code for code, unit in takers.items() if unit is None)


def coordinating(
    plans: Iterable[int],
    received: Iterable[tuple[int | None, str]],
    old: int,
    lineage: Lineage,
    on: date,
) -> dict[int, int]:
    """Who coordinates the plans of an old unit now: each goes with the first of its cycles, of
    those the unit received (plan and code, in their order), that goes."""
    going: dict[int | None, int] = {}
    for plan, code in received:
        unit = lineage.holds(old, on, code)
        if unit != old:
            going.setdefault(plan, unit)
    return {plan: going.get(plan, lineage.holds(old, on)) for plan in plans}


def asks_to_confirm(end: Succession, staff: Staff) -> tuple[str, tuple[Person, ...]]:
    """What is told of a unit that has ended unconfirmed, and to whom."""
    readers = staff.holding(Role.COORDINATOR) or staff.holding(Role.ADMIN)
    return ("unit_to_confirm" if end.new else "unit_closed"), readers


def supports_itself(record: DutyRecord) -> bool:
    """Whether whoever asked for support has become the one who owes it (DESIGN.md §3, Unit)."""
    duty = record.duty
    is_over = duty.state in (*CLOSED, State.REPORTED)
    return duty.kind is DutyKind.SUPPORT and duty.unit_id == record.for_unit and not is_over


def never_sent(before: DutyRecord, after: DutyRecord, office: Office, now: datetime) -> bool:
    """Whether a report that was late as its unit joined the one that receives it is to be closed as
    missed: a receiver's own counts as handed in at its due time (DESIGN.md §3), and this one was
    not."""
    comes_to_receiver = after.duty.receives and not before.duty.receives
    return comes_to_receiver and after.duty.state in OWED and is_overdue(after.duty, office, now)


# --- what opens ---------------------------------------------------------------------------------


def leading(
    code: str,
    leads: Iterable[int],
    opened: Iterable[tuple[int, Led]],
    since: datetime,
    lineage: Lineage,
    on: date,
) -> set[int]:
    """The units that on a day lead an open task, as a report of a group asks for it.

    `leads`: for whom it is to open yet; `opened`: its duties, with the units they opened for.
    """
    every = [(lineage.opens_for(unit, on, code), led) for unit, led in opened]
    found = {unit for unit, led in every if unit is not None and leads_open_task([led], since)}
    return found | (set(leads) - {unit for unit, _ in every})
