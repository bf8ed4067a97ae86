"""`dondoc why`: all that was and will be said about a duty in its present round, and why."""

from datetime import datetime
from typing import Any

from bot.administration.named import the_duty, the_person
from bot.sending.explaining import in_words
from storage import explained, orgs, said, units
from storage.database import Database
from storage.explained import Explained
from storage.orgs import OrgState
from storage.people import load_staff


async def reasons(
    database: Database,
    org: int,
    name: str,
    person: str | None,
    language: str | None,
    now: datetime,
) -> list[dict[str, Any]]:
    """Each notice about a duty (to one person) with its paragraph, and last what comes next.

    `language`: None is the office's. Raises CannotDo if a name means nothing, or several.
    """
    async with database.read() as connection:
        state = await orgs.load(connection, org)
        staff = await load_staff(connection, org)
        item = await the_duty(connection, org, name)
        book = await units.load(connection, org)
        reader = the_person(staff, person, book).id if person else None
        rows = await said.about_duty(connection, org, item.id, reader)
        rows = [row for row in rows if row.round == item.duty.round]
        found = await explained.explained(connection, state, staff, rows, now)
        coming = await explained.next_about(connection, state, staff, item.id, now)
    found += [each for each in coming if reader in (None, each.notice.person_id)]
    return [
        _form(each, staff.people[each.notice.person_id].name, state, language or state.language)
        for each in found
    ]


def shown(forms: list[dict[str, Any]]) -> str:
    """The same for a terminal, a paragraph each."""
    if not forms:
        return "nothing was said about it in this round, and nothing is in sight to anybody linked"
    head = "{at}  {kind} {step} to {person} ({state})\n  {why}"
    return "\n\n".join(head.format(**form) for form in forms)


def _form(each: Explained, name: str, org: OrgState, language: str) -> dict[str, Any]:
    notice, zone = each.notice, org.office.calendar.zone
    return {
        "at": notice.slot_at.astimezone(zone).isoformat(timespec="minutes"),
        "person": name,
        "kind": notice.kind.value,
        "step": notice.step,
        "state": each.state,
        "why": in_words(each.why, zone, language, name),
        "counts": [
            {"from": count.start.isoformat(), "days": count.steps, "to": count.end.isoformat()}
            for count in each.why.tallies
        ],
    }
