"""On which days a report is last in time, in words that the importer reads again."""

from bot.texts import catalogue, render
from scheduler.rules.recurrence import Recurrence


def last_days(recurrence: Recurrence | None, language: str) -> str:
    """ "thứ Tư hằng tuần", "ngày 9 hằng tháng", "9/3, 9/6 hằng năm"; of what is said in no such
    few words, that it is as the plan says."""
    if recurrence is None:
        return render("cycle_day.none", language)
    if recurrence.interval > 1 or recurrence.position is not None:
        return render("cycle_day.as_written", language)
    if recurrence.is_weekly:
        names = catalogue(language)["weekdays"].split(",")
        return _said("weekly", [names[day] for day in recurrence.weekdays], language)
    if not recurrence.months:
        return _said("monthly", list(map(str, recurrence.month_days)), language)
    days = [f"{day}/{month}" for month in recurrence.months for day in recurrence.month_days]
    return _said("yearly", days, language)


def _said(key: str, days: list[str], language: str) -> str:
    return render(f"cycle_day.{key}", language, {"days": ", ".join(days)})
