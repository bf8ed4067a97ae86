"""What the command line does to the database: each function is one command, and says its result.

They take an open database and plain values, so that chat can call them too.
"""

import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.calendar_shown import shown_day
from bot.lists.late import Late, falling_due, late_duties, missing_reports
from bot.sending.files import report_file
from bot.settings import Settings
from scheduler.clock import wall_clock
from scheduler.rules.access import EVERYTHING, Scope
from scheduler.rules.calendar import DayKind, years_in_sight
from scheduler.rules.handover import Handover
from scheduler.rules.staff import Staff
from storage import (
    backup,
    calendar_edits,
    calendar_filling,
    cycles,
    duties,
    handovers,
    migrations,
    orgs,
    people_file,
    plans,
    reports,
    sandbox_clock,
    turns,
    units,
    verify,
)
from storage.calendar_years import CalendarYear, overview
from storage.database import Database
from storage.people import load_staff
from storage.people_file import Imported
from storage.plan_import import Draft, read_plan
from storage.plan_import.draft import DraftWarning, Question
from storage.plan_import.past_due import past_due_questions
from storage.plans import Committed
from storage.turns import Turn

FIRST_ORG = "main"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class CannotDo(Exception):
    """It could not be done; the text is the one clear line for standard error."""


async def migrate(
    database: Database, settings: Settings, *, sandbox: bool, slug: str | None = None
) -> str | None:
    """Create or update the tables; with `sandbox`, make the clock movable.

    Makes the org of that slug if it is not there; without a slug the first one, if there is none.
    Returns the slug of the org that was made.
    """
    if slug is not None and not SLUG.fullmatch(slug):
        raise CannotDo(f"“{slug}” is no slug: use small letters, digits and hyphens, as in so-mau")
    await migrations.upgrade(database)

    async def make(tx: AsyncConnection) -> str | None:
        await turns.alone(tx, Turn.MIGRATE)
        known = await orgs.all_slugs(tx)
        wanted = slug or FIRST_ORG
        if wanted in known or (slug is None and known):
            return None
        await orgs.create(
            tx,
            slug=wanted,
            name="",
            zone=settings.timezone,
            language=settings.language,
            now=wall_clock(),
        )
        return wanted

    made = await database.write(make)
    if sandbox:
        await database.write(sandbox_clock.make_sandbox)
    return made


async def move_clock(database: Database, to: datetime) -> None:
    await database.write(lambda tx: sandbox_clock.move(tx, to, wall_clock()))


async def back_up(
    database: Database,
    target: Path,
    now: datetime,
    progress: backup.Progress,
    *,
    overwrite: bool = False,
) -> tuple[Path, backup.Manifest]:
    """Write a backup; into a folder, under a name with the day and time of `now`."""
    if target.is_dir():
        target /= f"dondoc-{now:%Y-%m-%d-%H%M%S}.zip"
    if target.suffix != ".zip":
        raise CannotDo(f"{target}: name a folder that is there, or a file that ends in .zip")
    if target.exists() and not overwrite:
        raise CannotDo(f"{target} is there already: --overwrite replaces it")
    if not await migrations.is_current(database):
        raise CannotDo("the database has not the tables of this version: run `dondoc migrate`")
    return target, await backup.write(database, target, real_now=wall_clock(), progress=progress)


async def offences(database: Database) -> list[verify.Offence]:
    """What does not hold in the database; empty if everything does."""
    if not await migrations.is_current(database):
        raise CannotDo("the database has not the tables of this version: run `dondoc migrate`")
    async with database.read() as connection:
        return await verify.offences(connection, wall_clock())


async def import_people(database: Database, org: int, path: Path, now: datetime) -> Imported:
    """Read a people file and store it whole, or not at all; whose duty it is may change."""
    rows = people_file.read(path.name, _content(path))

    async def work(tx: AsyncConnection) -> Imported:
        today = (await orgs.load(tx, org)).office.day_of(now)
        done = await people_file.store(tx, org, rows, today)
        await duties.touch(tx, org, now)
        state = await orgs.load(tx, org)
        for person, unit in done.posted if state.is_live else ():
            turn = Handover(person_id=person, on=state.office.day_of(now), unit=unit)
            await handovers.expect(tx, org, turn)
        return done

    return await database.write(work)


# --- the calendar -------------------------------------------------------------------------------


async def calendar(
    database: Database, org: int, year: int | None, now: datetime
) -> list[CalendarYear]:
    """A year of the calendar; without one this year, and the next once it is in sight."""
    async with database.read() as connection:
        today = (await orgs.load(connection, org)).office.day_of(now)
        years = years_in_sight(today) if year is None else (year,)
        return [await overview(connection, org, each, today) for each in years]


async def set_days(
    database: Database,
    org: int,
    run: tuple[date, date],
    kind: DayKind | None,
    reason: str,
    now: datetime,
) -> str:
    """Enter what the days of a run are, or with None take that back; says what they are now."""

    async def work(tx: AsyncConnection) -> None:
        if kind is None:
            await calendar_edits.clear_days(tx, org, *run, now=now)
        else:
            await calendar_edits.set_days(tx, org, *run, kind, reason=reason, now=now)

    await database.write(work)
    async with database.read() as connection:
        works = (await orgs.load(connection, org)).office.calendar
    first = run[0]
    half = works.half_of(first)
    what = f"worked in the {half.value}" if half else "worked" if works.works_on(first) else "off"
    return f"{_shown_run(run)}: {what}"


async def pause_office(
    database: Database, org: int, run: tuple[date, date], reason: str, now: datetime
) -> str:
    await database.write(lambda tx: calendar_edits.add_pause(tx, org, *run, reason=reason, now=now))
    return f"{_shown_run(run)}: the office pauses"


async def resume_office(database: Database, org: int, day: date | None, now: datetime) -> str:
    """End a pause; a sentence that says which."""
    ended = await database.write(lambda tx: calendar_edits.end_pause(tx, org, day, now=now))
    return f"{_shown_run((ended.first, ended.last))}: this pause is over ({ended.reason})"


async def fill_year(database: Database, org: int, year: int, now: datetime) -> str:
    done = await database.write(lambda tx: calendar_filling.renew(tx, org, year, now=now))
    return f"{year}: {done.added} days taken over, {done.removed} taken out"


def _shown_run(run: tuple[date, date]) -> str:
    first, last = run
    return shown_day(first) if first == last else f"{shown_day(first)} – {shown_day(last)}"


# --- plans --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Preview:
    draft: Draft
    questions: tuple[Question, ...]

    def to_json(self) -> dict[str, Any]:
        form = self.draft.to_json()
        late = [q for q in self.questions if q not in self.draft.questions]
        form["questions"] += [vars(question) | _lists(question) for question in late]
        return form


def _lists(question: Question) -> dict[str, Any]:
    return {"choices": list(question.choices), "lines": list(question.lines)}


def preview(path: Path, today: date | None = None) -> Preview:
    """Read a plan; with the office's `today`, also ask what becomes of tasks past due by then."""
    draft = read_plan(path.name, _content(path))
    late = past_due_questions(draft, today) if today else ()
    return Preview(draft=draft, questions=(*draft.questions, *late))


async def with_former_names(database: Database, org: int, found: Preview, now: datetime) -> Preview:
    """The preview with a remark for each unit that the plan calls by a name it has no more."""
    async with database.read() as connection:
        today = (await orgs.load(connection, org)).office.day_of(now)
        book = await units.load(connection, org, today)
    draft = found.draft
    remarks = []
    for unit in draft.units:
        became = next(filter(None, map(book.became, (unit.name, *unit.aliases))), None)
        if became is None:
            continue
        naming = [t for t in draft.tasks if unit.name in (*t.lead, *t.support)]
        lines = (naming[0].lines[0], naming[-1].lines[1]) if naming else (1, 1)
        now_is = "; ".join(became[1])
        kept = "việc được ghi cho đơn vị mới" if len(became[1]) == 1 else "cần chọn đơn vị nhận"
        words = f"{unit.name} (nay: {now_is or 'đã giải thể'}): {kept}"
        remarks.append(DraftWarning(text=words, lines=lines))
    warned = replace(draft, warnings=(*draft.warnings, *remarks))
    return replace(found, draft=warned)


async def commit_plan(
    database: Database, org: int, path: Path, found: Preview, now: datetime
) -> Committed | None:
    """Store a previewed plan with each proposed answer; None if this very file is known."""
    content = _content(path)
    async with database.read() as connection:
        if await plans.is_known(connection, org, content):
            return None
        state = await orgs.load(connection, org)
    return await database.write(
        lambda tx: plans.commit(tx, state, found.draft, name=path.name, content=content, now=now)
    )


async def go_live(database: Database, org: int, now: datetime) -> int:
    """Start speaking; at the first time each lead unit's head is introduced. Returns how many."""
    async with database.read() as connection:
        state = await orgs.load(connection, org)

    async def work(tx: AsyncConnection) -> int:
        first = await orgs.go_live(tx, state, now)
        return await plans.introduce(tx, await orgs.load(tx, org), now) if first else 0

    return await database.write(work)


async def listed(
    database: Database, org: int, which: str, as_person: str | None, now: datetime, within: int = 0
) -> list[Late]:
    """What of a list a person may see: the overdue duties ("overdue"), unsent reports ("missing"),
    or what falls due `within` so many working days ("due")."""
    async with database.read() as connection:
        state = await orgs.load(connection, org)
        staff = await load_staff(connection, org)
        today = state.office.day_of(now)
        scope = _scope(staff, as_person, today)
        if which == "due":
            last = state.office.calendar.plus(today, within)
            return await falling_due(connection, state, staff, scope, now, last)
        read = late_duties if which == "overdue" else missing_reports
        return await read(connection, state, staff, scope, now)


def _scope(staff: Staff, name: str | None, day: date) -> Scope:
    if name is None:
        return EVERYTHING
    found = staff.named(name)
    if len(found) != 1:
        raise CannotDo(f"“{name}” names {len(found)} people: give one full name")
    return staff.scope(found[0].id, day)


async def make_report(
    database: Database,
    org: int,
    cycle_name: str,
    period: str,
    as_of: datetime | None,
    now: datetime,
) -> reports.Frozen:
    """Freeze the report of a period; the same facts again give the stored one.

    As of a moment that has come (default `now`): what is still to be said is in no report.
    """
    if as_of is not None and as_of > now:
        raise CannotDo(f"--as-of {as_of:%Y-%m-%dT%H:%M} lies ahead: name a time that has come")
    async with database.read() as connection:
        state = await orgs.load(connection, org)
        try:
            cycle = await cycles.find(connection, org, cycle_name)
        except cycles.NoSuchCycle as error:
            raise CannotDo(f"no one cycle is called {cycle_name}; there are: {error}") from error
    try:
        return await database.write(
            lambda tx: reports.freeze(tx, state, cycle, period, as_of=as_of or now, now=now)
        )
    except reports.NoSuchReport as error:
        raise CannotDo(f"{cycle_name} has no period {period}: {error}") from error


def report_bytes(made: reports.Frozen, form: str) -> bytes:
    """A frozen report as "json", "docx" or "xlsx"."""
    return made.text.encode() if form == "json" else report_file(made.snapshot, form)


def json_line(form: dict[str, Any]) -> str:
    return json.dumps(form, ensure_ascii=False)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotDo(f"cannot read {path}: {error.strerror}") from error
