"""Gathering what a message may say about its duties: one read, before anything is composed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sending.compose import About
from bot.sending.naming import kept_back_of
from scheduler.rules.duty import HANDED_IN, Duty, DutyKind
from scheduler.rules.staff import Staff
from storage import evidence, progress, requests, submissions, watch
from storage.orgs import OrgState


async def gather(
    connection: AsyncConnection, org: OrgState, staff: Staff, ids: Iterable[int], now: datetime
) -> dict[int, About]:
    """What is known about each duty: the last word, prepared lines, an open request."""
    seen = await watch.of_duties(connection, org, staff, sorted(set(ids)), now)
    said = await progress.of_duties(connection, org.id, [each.record.id for each in seen])
    waiting = await requests.open_for_all(connection, org.id, [each.record.id for each in seen])
    papers = await evidence.of_entries(
        connection, org.id, [entry.id for entries in said.values() for entry in entries]
    )
    found = {}
    for each in seen:
        duty = each.item.duty
        entries = said.get(duty.id, [])
        merged: tuple[Duty, ...] = ()
        lines: tuple[tuple[str, str | None], ...] = ()
        kept: frozenset[str] = frozenset()
        if duty.kind is DutyKind.REPORT and duty.due_on is not None:
            together = each.merged
            if duty.state in HANDED_IN:
                together = await submissions.handed_in_with(connection, org.id, duty.id)
            merged = tuple(other.duty for other in together)
            every = await submissions.lines_of(connection, org, together or [each.record])
            lines = tuple(
                (task.duty.code, entry.words if entry is not None else None)
                for task, entry in every
            )
            kept = kept_back_of(task.duty for task, _ in every)
        found[duty.id] = About(
            item=each.item,
            merged=merged,
            last_word=(entries[-1].words, entries[-1].said_at) if entries else None,
            lines=lines,
            kept=kept,
            papers=tuple(paper for entry in entries for paper in papers.get(entry.id, ())),
            requests=_requests(staff, waiting.get(duty.id, [])),
        )
    return found


def _requests(staff: Staff, waiting: Sequence[Row[Any]]) -> dict[int, dict[str, Any]]:
    """The open requests about a duty, by id."""
    return {
        row.id: {
            "kind": row.kind,
            "by": row.asked_by,
            "who": staff.people[row.asked_by].name,
            "said": row.reason,
            "at": row.asked_at,
            "old": row.old_due_on,
            "new": row.new_due_on,
            "to": staff.people[row.for_id].name if row.for_id else "",
        }
        for row in waiting
    }
