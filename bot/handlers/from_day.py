"""From which day something holds, as a head says it: "từ 10/8", "từ mai", or from today."""

from datetime import date

from bot.handlers.asked import Answer, Asked
from bot.sending.naming import short_quote
from bot.understanding.dates import find_date, has_passed
from bot.understanding.normalise import normalise


def from_day(asked: Asked, said: str) -> date | Answer:
    """The day that words name, today if there are none; of a day gone by, or none, what to say."""
    if not said:
        return asked.today
    plain = normalise(said).text
    found = find_date(plain, asked.today, asked.org.office.calendar)
    is_over = found is None or found.day < asked.today
    if found is None or is_over or has_passed(plain, found.day, asked.today):
        return Answer(text="no.from_day", facts={"said": short_quote(said)})
    return found.day
