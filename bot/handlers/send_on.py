"""Trình báo cáo: the coordinator sends the consolidated report on, to leaders, with its files.

In their next slot; which units are missing in it is said before it goes.
"""

from collections.abc import Sequence

from bot.handlers.asked import Answer, Asked
from bot.handlers.consolidate import coordinates, no_cycle, shown
from bot.handlers.dialogues import ask_if_sure, offer
from bot.handlers.who import person_meant
from bot.paper.summary import summary_lines
from bot.texts import moment
from scheduler.rules.people import Person, Role
from scheduler.rules.words import fold
from storage import cycles, journal, plan_levels, reports
from storage.cycles import NoSuchCycle

_LEADERS = {"", "lanh dao", "lanh dao so", "giam doc", "ban giam doc", "leaders", "the leaders"}
_LEADERS |= {"the director", "director", "cac lanh dao", "lanh dao co quan"}
READERS = (Role.LEADER, Role.DEPUTY, Role.COORDINATOR)  # who sees a finished report (DESIGN.md §1)


async def send_on(asked: Asked, name: str, to: str) -> Answer:
    """Send the newest version of a cycle's report to the leaders, or to whom of them is named."""
    try:
        cycle = await cycles.find(asked.tx, asked.org.id, name)
    except NoSuchCycle as error:
        return no_cycle(name, error)
    if not coordinates(asked, cycle):
        return Answer(text="no.only_coordinator")
    made = await reports.newest_of(asked.tx, asked.org.id, cycle.id)
    if made is None:
        return Answer(text="no.report_made", facts={"cycle": cycle.code})
    readers = await _readers(asked, to)
    if isinstance(readers, Answer):
        return readers
    if not asked.is_sure and (again := await _already(asked, made.id, readers)):
        return again
    missing = summary_lines(made.snapshot)["missing"]
    names = ", ".join(person.name for person in readers)
    if missing and not asked.is_sure:
        facts = {"code": cycle.code, "n": len(missing), "names": ", ".join(missing), "who": names}
        return await ask_if_sure(asked, "ask.send_missing", facts)
    await asked.changes("send_on", cycle.code)  # who reads it has read it
    level = await plan_levels.of_cycle(asked.tx, asked.org.id, cycle.plan_id)
    summary, files = shown(made, level)
    await asked.tell(readers, "report_sent", who=asked.person.name, summary=summary, files=files)
    await journal.note(
        asked.tx,
        asked.org.id,
        asked.now,
        "report_sent_on",
        asked.person.id,
        report=made.id,
        readers=[person.id for person in readers],
    )
    at = moment(asked.org.office.slot_after(asked.now), asked.zone)
    facts = {"code": cycle.code, "version": made.version, "who": names, "at": at}
    return Answer(text="head.sent_on", facts=facts)


async def send_which(asked: Asked) -> Answer:
    """ "Trình lãnh đạo" without a code: the one report that was consolidated, else ask which."""
    known = await cycles.read(asked.tx, asked.org.id)
    own = [cycle for cycle in known if coordinates(asked, cycle)]
    made = [each for each in own if await reports.newest_of(asked.tx, asked.org.id, each.id)]
    if len(made) == 1:
        return await send_on(asked.saying(f"trình {made[0].code}"), made[0].code, "")
    if not own:
        return Answer(text="no.only_coordinator")
    if not made:
        return Answer(text="no.report_made", facts={"cycle": own[0].code})
    choices = [(each.code, f"trình {each.code}") for each in made]
    return await offer(asked, "ask.send_which", {}, choices)


async def _already(asked: Asked, report: int, readers: Sequence[Person]) -> Answer | None:
    """Ask before the same version goes to the same people again, and say when it went."""
    gone = await journal.noted(asked.tx, asked.org.id, "report_sent_on", report=report)
    for row in reversed(gone):
        if {person.id for person in readers} <= set(row.facts["readers"]):
            names = ", ".join(person.name for person in readers)
            facts = {"who": names, "at": moment(row.at, asked.zone)}
            return await ask_if_sure(asked, "ask.send_again", facts)
    return None


async def _readers(asked: Asked, to: str) -> Sequence[Person] | Answer:
    """Who gets it; whoever is away is stood in for."""
    if fold(to) in _LEADERS:
        found = asked.staff.holding(Role.LEADER)
    else:
        person = await person_meant(asked, to)
        if isinstance(person, Answer):
            return person
        if not asked.staff.has(person.id, *READERS):
            return Answer(text="no.send_reader", facts={"who": person.name})
        found = (person,)
    there = [p for p in asked.staff.present(found, asked.today) if p.id != asked.person.id]
    return there or Answer(text="no.send_nobody")
