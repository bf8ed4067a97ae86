"""When a task of a plan is due, in words that the importer reads again."""

from datetime import date

from scheduler.rules.phrases import Unknown
from scheduler.rules.timing import Conditional, Deadline, Ongoing, Timing, Window, Yearly


def written(phrase: str | None, timing: Timing | Unknown) -> str:
    """The time as the plan labels it; of what only its sentence says, as it was understood."""
    return phrase or in_words(timing)


def in_words(timing: Timing | Unknown) -> str:
    """A time as it was understood, in words that are understood again."""
    match timing:
        case Unknown():
            return "chưa rõ"
        case Deadline():
            return _day(timing.due)
        case Window():
            return f"từ ngày {_day(timing.start)} đến ngày {_day(timing.due)}"
        case Ongoing():
            return "thường xuyên"
        case Yearly():
            return f"hằng năm, đến ngày {timing.day}/{timing.month}"
        case Conditional():
            return timing.condition
    return ""


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
