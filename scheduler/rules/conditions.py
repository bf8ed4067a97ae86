"""When a task is due that waited for its condition, once it is known since when that is met."""

import re
from datetime import date

from scheduler.rules.calendar import WorkCalendar
from scheduler.rules.phrases import read_timing
from scheduler.rules.timing import Deadline
from scheduler.rules.words import plain

_COUNTED = re.compile(
    r"(?P<count>\d{1,4} (?:ngay|tuan|thang|nam)(?: lam viec)?,? (?:tinh |ke )*(?:tu|sau))(?!\w)"
)


def due_since(condition: str, since: date, calendar: WorkCalendar) -> date | None:
    """The last day in time of "trong 10 ngày kể từ khi có văn bản", if that came on a day.

    The day itself is not counted (Bộ luật Dân sự 2015, Điều 147). None if the condition counts no
    days: then somebody has to say until when.
    """
    found = _COUNTED.search(plain(condition))
    if found is None:
        return None
    counted = condition[found.start("count") : found.end("count")]
    timing = read_timing(f"trong {counted} ngày {since:%d/%m/%Y}", since, calendar)
    return timing.due if isinstance(timing, Deadline) else None
