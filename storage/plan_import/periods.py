"""A plan cut by time: headings that say when all that stands under them is done.

"QUÝ II", "Tháng 9/2026"      a quarter, a month: what is under it is work of that time
"NHIỆM VỤ THƯỜNG XUYÊN"       work without an end
"THỜI GIAN, ĐỊA ĐIỂM"         when and where an event is: no work, and no time of any work
"""

import re
from datetime import date

from scheduler.rules.phrases import read_timing
from scheduler.rules.timing import Deadline, NoTime, Ongoing, Timing, Window, Yearly
from scheduler.rules.words import fold
from storage.plan_import.outline import Item, Outline

_PERIOD = re.compile(
    r"(?:trong |(?:(?:cac )?(?:nhiem vu|cong viec|hoat dong) )?(?:trong tam )?(?:trong )?)?"
    r"(?:quy (?:[ivx]+|\d)|thang (?:\d{1,2})|[36] thang (?:dau|cuoi) nam|q[1-4])"
    r"(?:\s*(?:[-–/,]|va|den|nam|thang|quy)\s*(?:[ivx]+|\d{1,4}))*"
)
_ALWAYS = re.compile(
    r"(?:cac )?(?:nhiem vu|cong viec|cong tac|hoat dong) (?:thuong xuyen|hang nam)"
)


def is_period(heading: str) -> bool:
    """Whether a heading is nothing but a quarter or a month, or work of every day."""
    said = fold(heading).strip(" .:*")
    return bool(_PERIOD.fullmatch(said) or _ALWAYS.fullmatch(said))


def time_above(outline: Outline, item: Item, on: date | None) -> Timing:
    """The time that the nearest such heading above an item gives it."""
    heading = next(
        (each.text for each in reversed(outline.above(item)) if is_period(each.text)), None
    )
    timing = read_timing(heading, on) if heading else NoTime()
    return timing if isinstance(timing, Deadline | Window | Ongoing | Yearly) else NoTime()
