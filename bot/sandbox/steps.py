"""Where the buttons of the clock lead. Mondays to Fridays; the sandbox knows no holidays."""

from datetime import datetime, time, timedelta
from typing import Literal

from scheduler.rules.calendar import OFFICE_ZONE, WorkCalendar

Step = Literal["hour", "slot", "workday", "thursday", "week"]
MORNING, AFTERNOON = time(7, 45), time(13, 30)
SEARCH_DAYS = 8  # from a weekday's morning to the same in the next week
EVERY_WEEK = WorkCalendar(zone=OFFICE_ZONE)
WEEKDAYS: dict[Step, int] = {"week": 0, "thursday": 3}


def step_from(now: datetime, step: Step) -> datetime:
    """The moment the button leads to, always later than `now`."""
    if step == "hour":
        return now + timedelta(hours=1)
    slots = (MORNING, AFTERNOON) if step == "slot" else (MORNING,)
    today = EVERY_WEEK.day_of(now)
    for offset in range(SEARCH_DAYS):
        day = today + timedelta(days=offset)
        if not EVERY_WEEK.works_on(day) or WEEKDAYS.get(step, day.weekday()) != day.weekday():
            continue
        for slot in slots:
            moment = EVERY_WEEK.at(day, slot)
            if moment > now:
                return moment
    raise AssertionError(f"no {step} within {SEARCH_DAYS} days of {now}")
