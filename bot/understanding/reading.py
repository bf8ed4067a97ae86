"""From what each file finds to the readings of words about one subject."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.understanding.blocker import find_difficulty
from bot.understanding.dates import find_date
from bot.understanding.normalise import Said
from bot.understanding.percent import find_figure
from bot.understanding.status import Evidence, Kind, find_status
from bot.understanding.understood import STATUSES, Intent, Reading
from scheduler.rules.calendar import WorkCalendar

MOST_READINGS = 4
# What else a doubtful message may mean, if its own words do not say.
_COMMON = (Intent.PROGRESS, Intent.DONE, Intent.QUESTION)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When, and about what kind of duty, somebody writes."""

    today: date
    work: WorkCalendar
    kind: Kind
    due_on: date | None = None  # of the duty spoken of, if that is known


@dataclass(frozen=True)
class Read:
    """The readings of a text, likeliest first; only the first is wanted if it is sure."""

    readings: tuple[Reading, ...]
    sure: bool

    @property
    def best(self) -> Reading:
        return self.readings[0]


def read(said: Said, refs: tuple[str, ...], moment: Moment) -> Read:
    """Read a text that speaks of one thing; its codes are already blanked."""
    figure = find_figure(said.text)
    text = said.text
    for start, end in figure.places:
        text = text[:start] + " " * (end - start) + text[end:]
    promised = find_date(text, moment.today, moment.work, moment.due_on)
    day = promised.day if promised else None
    difficulty = find_difficulty(said)
    evidence = Evidence(
        kind=moment.kind,
        percent=figure.percent,
        over=figure.over,
        date_said=day is not None,
        difficulty=difficulty,
    )
    status = find_status(said.text, evidence)

    def reading(intent: Intent) -> Reading:
        blocker = difficulty.words if difficulty and intent in STATUSES else None
        return Reading.of(intent, figure.percent, day, blocker, refs)

    return Read(
        readings(reading(status.intent), map(reading, (*status.others, *_COMMON))), status.sure
    )


def readings(first: Reading, others: Iterable[Reading]) -> tuple[Reading, ...]:
    """The first and what else it may be, each once."""
    return tuple(dict.fromkeys((first, *others)))[:MOST_READINGS]
