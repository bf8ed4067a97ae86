"""When the office may be spoken to: slots, hours, and what a day off moves (DESIGN.md §4.3).

Reminders leave in slots (07:45 and 13:30), on working days, in office hours, never over lunch. Of a
day worked by half only that half has hours and slots; the morning ends at noon.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from scheduler.rules.calendar import DAY, DayKind, WorkCalendar
from scheduler.rules.policy import DayOffRule, Policy

NOON = time(12)
Hours = tuple[tuple[time, time], ...]  # from, to


@dataclass(frozen=True, kw_only=True)
class Office:
    """An office's calendar and policy in force, and since when it has been live."""

    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    policy: Policy = field(default_factory=Policy)
    live_from: datetime | None = None

    def day_of(self, moment: datetime) -> date:
        return self.calendar.day_of(moment)

    def first_slot(self, day: date) -> datetime:
        return self.calendar.at(day, self._clocks(day)[0])

    def last_slot(self, day: date) -> datetime:
        return self.calendar.at(day, self._clocks(day)[-1])

    def open_slot(self, moment: datetime) -> datetime | None:
        """The slot whose messages may leave at `moment`: the latest one, while the office works."""
        day = self.day_of(moment)
        if not self.calendar.works_on(day) or not self._at_work(moment, day):
            return None
        moment = moment.astimezone(UTC)  # two times of one zone are compared as clocks show them
        begun = [slot for slot in self._slots(day) if slot <= moment]
        return begun[-1] if begun else None

    def released_slot(self, moment: datetime, watermark: datetime | None) -> datetime | None:
        """The slot that may be said at `moment`: all that was due by then is decided.

        `watermark`: up to when all is decided; None: nothing yet.
        """
        slot = self.open_slot(moment)
        is_decided = slot is not None and watermark is not None and watermark >= slot
        return slot if is_decided else None

    def slot_on_or_after(self, moment: datetime) -> datetime:
        """The first slot at or after `moment`, on a working day."""
        day, moment = self.day_of(moment), moment.astimezone(UTC)
        if self.calendar.works_on(day):
            for slot in self._slots(day):
                if slot >= moment:
                    return slot
        return self.first_slot(self.calendar.on_or_after(day + DAY))

    def slot_after(self, moment: datetime) -> datetime:
        """The first slot after an act; while a slot is being spoken in, that one has passed."""
        return self.slot_on_or_after(moment.astimezone(UTC) + timedelta.resolution)

    def advice_day(self, due_on: date) -> date:
        """The day by which it is wise to hand in: the due day, or the working day before it."""
        if self.policy.day_off_rule is DayOffRule.NEXT:
            return self.calendar.on_or_after(due_on)
        if self.policy.day_off_rule is DayOffRule.NONE:
            return due_on
        return self.calendar.on_or_before(due_on)

    def effective_due(self, due_on: date) -> date:
        """The last day in time once the day-off rule has spoken; only `next` moves it."""
        moves = self.policy.day_off_rule is DayOffRule.NEXT
        return self.calendar.on_or_after(due_on) if moves else due_on

    def closes_at(self, due_on: date, due_time: time | None = None) -> datetime:
        """The first instant that is too late (DESIGN.md §4.8)."""
        return self.calendar.end_of(self.effective_due(due_on), due_time)

    def _slots(self, day: date) -> list[datetime]:
        return [self.calendar.at(day, clock) for clock in self._clocks(day)]

    def _clocks(self, day: date) -> tuple[time, ...]:
        """The slots of a day. A half in which none lies has one as its hours begin."""
        half = self.calendar.half_of(day)
        if half is None:
            return self.policy.slots
        own = tuple(
            clock for clock in self.policy.slots if (clock < NOON) is (half is DayKind.MORNING)
        )
        return own or (self._hours(day)[0][0],)

    def _hours(self, day: date) -> Hours:
        """The office hours of a day; a half that has none has those of the whole day."""
        hours = self.policy.hours
        match self.calendar.half_of(day):
            case DayKind.MORNING:
                return tuple((a, min(b, NOON)) for a, b in hours if a < NOON) or hours
            case DayKind.AFTERNOON:
                return tuple((max(a, NOON), b) for a, b in hours if b > NOON) or hours
        return hours

    def _at_work(self, moment: datetime, day: date) -> bool:
        clock = moment.astimezone(self.calendar.zone).time()
        return any(opens <= clock < closes for opens, closes in self._hours(day))
