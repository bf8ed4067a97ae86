"""When the office may be spoken to: slots, hours, and what a day off moves (DESIGN.md §4.3).

Reminders leave in slots (07:45 and 13:30), on working days, in office hours, never over lunch.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from scheduler.rules.calendar import DAY, WorkCalendar
from scheduler.rules.policy import DayOffRule, Policy


@dataclass(frozen=True, kw_only=True)
class Office:
    """An office's calendar and policy in force, and since when it has been live."""

    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    policy: Policy = field(default_factory=Policy)
    live_from: datetime | None = None

    def day_of(self, moment: datetime) -> date:
        return self.calendar.day_of(moment)

    def first_slot(self, day: date) -> datetime:
        return self.calendar.at(day, self.policy.slots[0])

    def last_slot(self, day: date) -> datetime:
        return self.calendar.at(day, self.policy.slots[-1])

    def open_slot(self, moment: datetime) -> datetime | None:
        """The slot whose messages may leave at `moment`: the latest one, while the office works."""
        day = self.day_of(moment)
        if not self.calendar.works_on(day) or not self._at_work(moment):
            return None
        begun = [slot for slot in self._slots(day) if slot <= moment]
        return begun[-1] if begun else None

    def slot_on_or_after(self, moment: datetime) -> datetime:
        """The first slot at or after `moment`, on a working day."""
        day = self.day_of(moment)
        if self.calendar.works_on(day):
            for slot in self._slots(day):
                if slot >= moment:
                    return slot
        return self.first_slot(self.calendar.on_or_after(day + DAY))

    def slot_after(self, moment: datetime) -> datetime:
        """The first slot after an act; while a slot is being spoken in, that one has passed."""
        slot = self.slot_on_or_after(moment)
        return slot if slot > moment else self.slot_on_or_after(moment + (DAY / 86400))

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
        return [self.calendar.at(day, slot) for slot in self.policy.slots]

    def _at_work(self, moment: datetime) -> bool:
        clock = moment.astimezone(self.calendar.zone).time()
        return any(opens <= clock < closes for opens, closes in self.policy.hours)
