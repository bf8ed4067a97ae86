"""How duties, their owners and people's words are named in a text: one way, wherever it is said."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.texts import day, joined, kept_back, moment, short_day, text
from bot.texts.guarded import Guarded
from scheduler.rules.charge import Charge, in_force
from scheduler.rules.choosing import EMAIL, PLATFORMS
from scheduler.rules.cycle import CycleKind
from scheduler.rules.decision import Watched
from scheduler.rules.duty import Duty
from scheduler.rules.evidence import Paper
from scheduler.rules.office_hours import Office

QUOTED = 120  # characters of somebody's words in another person's message


def channel_name(channel: str) -> Any:
    """A channel as people call it; of several bots on one platform with which of them it is."""
    platform, _, bot = channel.partition("/")
    known = platform in (*PLATFORMS, EMAIL)
    name = text(f"channel.{platform}") if known else platform
    return text("channel.of_several", channel=name, bot=bot) if bot else name


def title(duty: Duty, merged: Sequence[Duty] = ()) -> Any:
    """A duty's title for a text; of merged reports all are named. Of a plan of which chats show
    codes alone, none."""
    if duty.cycle is None:
        return duty.title if duty.confidentiality.shows_titles else kept_back(Guarded.TITLE)
    own = text(f"cycle.{duty.cycle.value}", period=period_words(duty.period))
    others = [other for other in merged if other.id != duty.id and other.cycle]
    if not others:
        return own
    codes = sorted((other.code for other in others), key=lambda code: (len(code), code))
    return text("cycle.merged", first=own, others=", ".join(codes))


def period_words(period: str) -> str:
    """ "2026-W37" as "37/2026", "2026-09" as "9/2026", "2026-Q3" as "III/2026"."""
    period, _, turn = period.partition(".")
    if turn:  # the second report of a month with several
        return f"{period_words(period)} ({turn})"
    year, _, rest = period.partition("-")
    if not rest:
        return year
    if rest.startswith("Q"):
        return f"{('I', 'II', 'III', 'IV')[int(rest[1]) - 1]}/{year}"
    if rest == "9M":
        return year
    return f"{int(rest.lstrip('WH'))}/{year}"


def period_said(kind: CycleKind, period: str) -> Any:
    """A period as people call it: "tuần 37/2026", "week 37/2026"."""
    year, _, half = period.partition("-")
    if kind is CycleKind.SEMIANNUAL:
        return text("period.second_half" if half == "H2" else "period.first_half", n=year)
    return text(f"period.{kind.value}", n=period_words(period))


def managers_code(duty: Duty) -> Any:
    """What managers see: "NV12/HC-TH", once the unit has ended "NV12/HC-TH (nay: VP)"; officers
    know their own unit."""
    return _now(f"{duty.code}/{duty.unit}", duty)


def unit_name(duty: Duty) -> Any:
    """The unit a duty opened for, and in brackets what it is now."""
    return _now(duty.unit, duty)


def _now(name: str, duty: Duty) -> Any:
    return text("unit.now", name=name, now=duty.unit_now) if duty.unit_now else name


def due_text(duty: Duty) -> Any:
    return day(duty.due_on) if duty.due_on else text("no_due.value")


def owners(item: Watched) -> Any:
    names = ", ".join(person.name for person in item.cast.owners())
    return names or text("who.nobody")


def in_charge(charges: Iterable[Charge], office: Office, now: datetime) -> Any:
    """A sentence about who took charge of a late duty and until when, with its space before it."""
    held = in_force(charges, office, now)
    return text("who.in_charge", who=held.person.name, day=day(held.until)) if held else ""


def last_word(said: tuple[str, datetime] | None, duty: Duty, zone: ZoneInfo) -> dict[str, Any]:
    if said is None:
        return text("last.none")
    words, at = said
    return text("last.word", said=quoted(words, duty), at=moment(at, zone))


def papers_named(papers: Iterable[Paper]) -> Any:
    """Documents by kind, number and day, as a clerk would cite them; each once."""
    named = [
        text(
            "paper.dated" if paper.issued_on else "paper.undated",
            kind=text(f"paper.{paper.kind.value}"),
            number=paper.number,
            day=short_day(paper.issued_on, year=True) if paper.issued_on else "",
        )
        for paper in dict.fromkeys(papers)
    ]
    return joined(named, "; ")


def quoted(words: str, duty: Duty) -> Any:
    """Somebody's words about a duty, as far as its plan lets chats show any."""
    return short_quote(words) if duty.confidentiality.shows_words else kept_back(Guarded.WORDS)


def short_quote(words: str) -> str:
    """Somebody's words on one line, cut where another person has to read them."""
    line = " ".join(words.split())
    return line if len(line) <= QUOTED else line[: QUOTED - 1].rstrip() + "…"


def kept_back_of(duties: Iterable[Duty]) -> frozenset[str]:
    """The codes of duties of which no chat shows anybody's words."""
    return frozenset(duty.code for duty in duties if not duty.confidentiality.shows_words)


def prepared(
    lines: Sequence[tuple[str, str | None]], kept: Collection[str] = ()
) -> str | list[Any]:
    """The lines of a report, numbered, each with its code and what was said; not of those `kept`
    back."""
    if not lines:
        return ""
    shown: list[Any] = [""]
    missing = []
    for n, (code, said) in enumerate(as_numbered(lines), 1):
        if said is None:
            missing.append(text("item.prepared_none", n=n, code=code))
        else:
            words: Any = kept_back(Guarded.WORDS) if code in kept else short_quote(said)
            shown.append(text("item.prepared_line", n=n, code=code, said=words))
    if missing:
        shown.append(text("item.prepared_missing", codes=joined(missing)))
    shown.append(text("item.prepared_how"))
    return shown


def as_numbered(lines: Sequence[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """The lines of a report as they are shown, from number 1: what duties that met at one task
    say alike is one."""
    return list(dict.fromkeys(lines))
