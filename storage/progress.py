"""Progress: append-only entries of what was said about a duty, and taking the last one back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.duty import OWED, Duty, Move, State, moved
from scheduler.rules.duty_record import DutyRecord, new_round
from scheduler.rules.progress import Effect, Said, effect_of
from storage import duties, evidence
from storage.sql import insert_one
from storage.tables import people, progress

UNDO_FOR = timedelta(minutes=10)


async def add(
    tx: AsyncConnection,
    org: int,
    item: DutyRecord,
    said: Said,
    *,
    person: int,
    behalf: int | None = None,
    inbox: int | None,
    text: str,
    words: str,
    said_at: datetime,
    now: datetime,
) -> datetime | None:
    """Record an entry and what it does to its duty; `behalf`: for whom, as their substitute
    or by their word.

    `said_at` is the platform's stamp: a word counts from when it was said (DESIGN.md §4.12). One
    that comes after words said later takes its place before them: the duty keeps what they made
    of it, and the moment of the newest is returned. Raises NothingToRecord if the duty is, or was
    then, closed.
    """
    later = await _said_after(tx, org, item.id, said_at)
    duty = _as_found(item.duty, later[0].before) if later else item.duty
    effect = effect_of(said, duty)
    entry = await insert_one(
        tx,
        progress,
        org_id=org,
        duty_id=duty.id,
        person_id=person,
        behalf_id=behalf,
        inbox_id=inbox,
        said_at=said_at,
        text=text,
        words=words,
        intent=said.intent,
        percent=said.percent,
        promise_on=said.promise_on,
        blocker=said.blocker,
        before=_facts(duty),
    )
    await evidence.add(tx, org, entry, said.papers)
    if later:
        await _put_before(tx, org, item, later, _after(duty, effect, said_at), now)
        newest: datetime = later[-1].said_at
        return newest
    facts: dict[str, Any] = {"percent": effect.percent, "promise_on": effect.promise_on}
    if effect.move is None:
        await duties.change(tx, org, duty.id, now, **facts)
    else:
        if effect.move is Move.REPORT:
            facts["reported_at"] = said_at
        await duties.move(tx, org, item, effect.move, now, **facts)
    return None


async def _said_after(
    connection: AsyncConnection, org: int, duty: int, moment: datetime, entry: int | None = None
) -> Sequence[Row[Any]]:
    """The entries that stand and were said after the moment, oldest first.

    With an entry also those that came after it in the same moment.
    """
    after = progress.c.said_at > moment
    if entry is not None:
        after |= and_(progress.c.said_at == moment, progress.c.id > entry)
    rows = await connection.execute(
        select(progress)
        .where(
            progress.c.org_id == org,
            progress.c.duty_id == duty,
            after,
            progress.c.undone_at.is_(None),
        )
        .order_by(progress.c.said_at, progress.c.id)
    )
    return rows.all()


async def _put_before(
    tx: AsyncConnection,
    org: int,
    item: DutyRecord,
    later: Sequence[Row[Any]],
    found: Mapping[str, Any],
    now: datetime,
) -> None:
    """Let the first later entry find `found`; its percent holds until a later word gives one."""
    percent = {"percent": found["percent"]}
    for row in later:
        await tx.execute(
            update(progress)
            .where(progress.c.org_id == org, progress.c.id == row.id)
            .values(before=dict(found) if row is later[0] else row.before | percent)
        )
        if row.percent is not None or row.intent == "done":
            return
    if item.duty.state in OWED:
        await duties.change(tx, org, item.id, now, **percent)


def _facts(duty: Duty) -> dict[str, Any]:
    """What an entry keeps of the duty as it found it."""
    return {
        "state": duty.state.value,
        "percent": duty.percent,
        "promise_on": duty.promise_on.isoformat() if duty.promise_on else None,
        "reported_at": duty.reported_at.isoformat() if duty.reported_at else None,
    }


def _as_found(duty: Duty, before: Mapping[str, Any]) -> Duty:
    """The duty with the facts that an entry kept."""
    promise, reported = before["promise_on"], before["reported_at"]
    return replace(
        duty,
        state=State(before["state"]),
        percent=before["percent"],
        promise_on=date.fromisoformat(promise) if promise else None,
        reported_at=datetime.fromisoformat(reported) if reported else None,
    )


def _after(duty: Duty, effect: Effect, said_at: datetime) -> dict[str, Any]:
    """What the next word would have found, had it come after this one."""
    state = moved(duty.state, effect.move) if effect.move else duty.state
    reported_at = duty.reported_at
    if effect.move in (Move.REPORT, Move.SEND_BACK):
        reported_at = said_at if effect.move is Move.REPORT else None
    return _facts(
        replace(
            duty,
            state=state,
            percent=effect.percent,
            promise_on=effect.promise_on,
            reported_at=reported_at,
        )
    )


def _left_as(duty: Duty, entry: Row[Any]) -> str:
    """The state in which an entry left its duty; it is another one once somebody has decided."""
    found = _as_found(duty, entry.before)
    said = Said(intent=entry.intent, percent=entry.percent, promise_on=entry.promise_on)
    step = effect_of(said, found).move
    return (moved(found.state, step) if step else found.state).value


async def is_last_word(connection: AsyncConnection, org: int, entry: Row[Any]) -> bool:
    """Whether a duty is as an entry left it: nobody has said or decided anything of it since."""
    item = await duties.one(connection, org, entry.duty_id)
    assert item is not None
    later = await _said_after(connection, org, entry.duty_id, entry.said_at, entry.id)
    return not later and item.duty.state.value == _left_as(item.duty, entry)


def _found_without(duty: Duty, entry: Row[Any], later: Row[Any]) -> dict[str, Any]:
    """What the word after an entry would have found without it; what was decided in between
    stands."""
    decided = later.before["state"] != _left_as(duty, entry)
    kept = {name: later.before[name] for name in ("state", "reported_at")} if decided else {}
    return {**entry.before, **kept}


async def last_of(
    connection: AsyncConnection, org: int, person: int, since: datetime
) -> list[Row[Any]]:
    """The entries of a person's newest message after `since` that are not undone."""
    rows = await connection.execute(
        select(progress)
        .where(
            progress.c.org_id == org,
            progress.c.person_id == person,
            progress.c.undone_at.is_(None),
            progress.c.said_at >= since,
        )
        .order_by(progress.c.id.desc())
    )
    found = rows.all()
    return [row for row in found if row.inbox_id == found[0].inbox_id]


async def of_messages(
    connection: AsyncConnection, org: int, messages: Collection[int]
) -> list[Row[Any]]:
    """The entries of messages (inbox rows) that are not undone, the newest first."""
    rows = await connection.execute(
        select(progress)
        .where(
            progress.c.org_id == org,
            progress.c.inbox_id.in_(messages),
            progress.c.undone_at.is_(None),
        )
        .order_by(progress.c.id.desc())
    )
    return list(rows.all())


async def one(connection: AsyncConnection, org: int, entry: int) -> Row[Any] | None:
    rows = await connection.execute(
        select(progress).where(progress.c.org_id == org, progress.c.id == entry)
    )
    return rows.first()


async def newest_of(connection: AsyncConnection, org: int, duty: int) -> Row[Any] | None:
    """The entry about a duty that was said last, of those that stand."""
    rows = await connection.execute(
        select(progress)
        .where(progress.c.org_id == org, progress.c.duty_id == duty, progress.c.undone_at.is_(None))
        .order_by(progress.c.said_at.desc(), progress.c.id.desc())
        .limit(1)
    )
    return rows.first()


async def spoken_since(
    connection: AsyncConnection, org: int, person: int, duty: int, inbox: int
) -> bool:
    """Whether a later message of the person said something of a duty."""
    rows = await connection.execute(
        select(progress.c.id)
        .where(
            progress.c.org_id == org,
            progress.c.duty_id == duty,
            progress.c.person_id == person,
            progress.c.inbox_id > inbox,
        )
        .limit(1)
    )
    return rows.first() is not None


async def undo(tx: AsyncConnection, org: int, entry: Row[Any], now: datetime) -> None:
    """Take an entry back: it stays, marked, and the duty has its former facts again.

    If somebody has said or decided more since, theirs stands, as if this word had never been before
    it; the duty keeps what they made of it. Whoever had reported begins a new round: what is queued
    about the report is no longer needed.
    """
    await tx.execute(
        update(progress)
        .where(progress.c.org_id == org, progress.c.id == entry.id)
        .values(undone_at=now)
    )
    later = await _said_after(tx, org, entry.duty_id, entry.said_at, entry.id)
    item = await duties.one(tx, org, entry.duty_id)
    assert item is not None
    if later:
        await _put_before(tx, org, item, later, _found_without(item.duty, entry, later[0]), now)
        return
    before = dict(entry.before)
    promise = before.get("promise_on")
    facts: dict[str, Any] = {
        "percent": before["percent"],
        "promise_on": datetime.fromisoformat(promise).date() if promise else None,
    }
    left = _left_as(item.duty, entry)
    own = {left, State.ACCEPTED.value} if left == State.REPORTED.value else {left}
    if before["state"] != item.duty.state.value in own:  # what was reported may be accepted at once
        facts |= {"state": before["state"], "accepted_at": None}
        reported = before.get("reported_at")
        facts |= {
            "reported_at": datetime.fromisoformat(reported) if reported else None,
            **new_round(item.duty, now),
        }
    await duties.change(tx, org, item.id, now, **facts)


async def of_duties(
    connection: AsyncConnection, org: int, ids: Iterable[int]
) -> dict[int, list[Row[Any]]]:
    """Entries that stand, by duty, oldest first, with the full name of who said them."""
    rows = await connection.execute(
        select(progress, people.c.full_name)
        .join(
            people, and_(people.c.org_id == progress.c.org_id, people.c.id == progress.c.person_id)
        )
        .where(
            progress.c.org_id == org,
            progress.c.duty_id.in_(list(ids)),
            progress.c.undone_at.is_(None),
        )
        .order_by(progress.c.said_at, progress.c.id)
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.duty_id, []).append(row)
    return found
