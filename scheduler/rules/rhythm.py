"""When a person wants to be written to: in which of the office's slots, in which hours not.

A rhythm moves what is said, never what is decided: keys and steps stay the office's (DESIGN.md
§4.3). Answers are not part of it; they leave at any hour.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from scheduler.rules.office_hours import NOON, Office

Quiet = tuple[time, time]  # from, and up to but not at; over midnight if it ends earlier
FARTHEST = timedelta(days=14)  # a slot of one's own lies nearer, or there is none


class NoSlotLeft(ValueError):
    """With these wishes nothing could ever be said to the person."""


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    slots: tuple[time, ...] = ()  # of the office's slots those that are wanted; none named: all
    quiet: tuple[Quiet, ...] = ()  # office time

    def own(self, slots: Iterable[time]) -> tuple[time, ...]:
        """Of the office's slots those in which the person is written to.

        A choice of slots the office has no more counts as none, and so do hours of quiet that
        would leave nothing: whoever has a duty must hear of it.
        """
        offered = tuple(slots)
        chosen = tuple(clock for clock in offered if clock in self.slots) or offered
        return tuple(clock for clock in chosen if not self.is_quiet(clock)) or chosen

    def is_quiet(self, clock: time) -> bool:
        return any(
            begins <= clock < ends if begins < ends else clock >= begins or clock < ends
            for begins, ends in self.quiet
        )


ANY_SLOT = Rhythm()


def checked(rhythm: Rhythm, office: Office) -> Rhythm:
    """The rhythm itself; raise ValueError if it names no slot of the office or leaves none."""
    offered = office.policy.slots
    for clock in rhythm.slots:
        if clock not in offered:
            raise ValueError(f"{clock:%H:%M} is no slot of the office: it has {_listed(offered)}")
    for begins, ends in rhythm.quiet:
        if begins == ends:
            raise ValueError(f"{begins:%H:%M}-{ends:%H:%M} ends when it begins")
    if all(rhythm.is_quiet(clock) for clock in rhythm.slots or offered):
        wanted = _listed(rhythm.slots or offered)
        raise NoSlotLeft(f"these quiet hours leave no slot of {wanted}: leave at least one free")
    return rhythm


def slots_of_half(office: Office, *, afternoon: bool) -> tuple[time, ...]:
    """The office's slots of the morning, or of the afternoon."""
    return tuple(clock for clock in office.policy.slots if (clock >= NOON) is afternoon)


def leaves_both_halves(rhythm: Rhythm, office: Office) -> bool:
    """Whether the quiet hours leave a slot in each half of the day in which the office has any."""
    halves = (slots_of_half(office, afternoon=afternoon) for afternoon in (False, True))
    return not any(slots and all(map(rhythm.is_quiet, slots)) for slots in halves)


def own_slot(
    moment: datetime, rhythm: Rhythm, office: Office, *, before: datetime | None = None
) -> datetime:
    """The person's first slot at or after a moment.

    The office's instead, if the person's own would not lie before `before`: what is to be said
    would come too late. So too if none of their own comes in two weeks.
    """
    office_slot = office.slot_on_or_after(moment)
    own = rhythm.own(office.policy.slots)
    slot = office_slot
    while slot - office_slot <= FARTHEST and (before is None or slot < before):
        if own == office.policy.slots or _clock(slot, office) in own:
            return slot
        slot = office.slot_after(slot)
    return office_slot


def _clock(moment: datetime, office: Office) -> time:
    return moment.astimezone(office.calendar.zone).time()


def _listed(clocks: Iterable[time]) -> str:
    return ", ".join(f"{clock:%H:%M}" for clock in clocks)
