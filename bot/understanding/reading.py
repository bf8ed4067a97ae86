"""From what each file finds to the readings of words about one subject."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.understanding.blocker import Difficulty, find_difficulty
from bot.understanding.dates import PromisedDay, find_date
from bot.understanding.features import features
from bot.understanding.intents import decide
from bot.understanding.normalise import Said, blanked
from bot.understanding.opinion import model
from bot.understanding.percent import Figure, find_figure
from bot.understanding.status import Evidence, Kind, Status, find_status
from bot.understanding.understood import STATUSES, Intent, Reading
from scheduler.rules.calendar import WorkCalendar

MOST_READINGS = 4


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


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What each file found in words about one subject."""

    said: Said
    figure: Figure
    promised: PromisedDay | None
    difficulty: Difficulty | None
    status: Status

    def features(self, kind: Kind) -> set[str]:
        """What the model is told of it."""
        return features(self.said, kind, self.status.facts)

    def reading(self, intent: Intent, refs: tuple[str, ...]) -> Reading:
        """What was found, taken as this intent."""
        day = self.promised.day if self.promised else None
        blocker = self.difficulty.words if self.difficulty and intent in STATUSES else None
        return Reading.of(intent, self.figure.percent, day, blocker, refs)

    def is_clear(self, taken: Reading) -> bool:
        """Whether the figure and the day that a reading carries, or leaves, are beyond doubt."""
        if taken.intent not in STATUSES or taken.intent is Intent.DONE:
            return not self.figure.over
        if self.figure.over or not self.figure.is_clear:
            return False
        if taken.intent is Intent.BLOCKED and taken.date:
            return False  # who cannot go on seldom promises: the day is mostly somebody else's
        return self.promised is None or self.promised.is_clear


def look(said: Said, moment: Moment) -> Sight:
    """Find figure, day, difficulty and the verdict of the table; the codes are already blanked."""
    figure = find_figure(said.text)
    text = blanked(said.text, figure.places)
    promised = find_date(text, moment.today, moment.work, moment.due_on)
    difficulty = find_difficulty(said)
    evidence = Evidence(
        kind=moment.kind,
        percent=figure.percent,
        over=figure.over,
        date_said=promised is not None,
        difficulty=difficulty,
    )
    return Sight(
        said=said,
        figure=figure,
        promised=promised,
        difficulty=difficulty,
        status=find_status(said.text, evidence),
    )


def read(said: Said, refs: tuple[str, ...], moment: Moment) -> Read:
    """Read words that speak of one thing; its codes are already blanked."""
    seen = look(said, moment)
    decision = decide(seen.status, model().chances(seen.features(moment.kind)))
    first, *others = (seen.reading(intent, refs) for intent in decision.intents)
    return Read(readings(first, others), decision.sure and seen.is_clear(first))


def readings(first: Reading, others: Iterable[Reading]) -> tuple[Reading, ...]:
    """The first and what else it may be, each once."""
    return tuple(dict.fromkeys((first, *others)))[:MOST_READINGS]
