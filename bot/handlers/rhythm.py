"""When a person wants to be written to, said in chat: "chỉ nhắc buổi chiều"."""

import re
from datetime import time
from typing import Any

from bot.administration import people_changes
from bot.administration.people_changes import Wish
from bot.handlers.asked import Answer, Asked
from bot.handlers.attempt import attempt
from bot.texts import text
from scheduler.rules.rhythm import NoSlotLeft, Rhythm, leaves_both_halves, slots_of_half
from storage import acts, rhythms, tables

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:(?:\s?(?:h|g|gio)\s?|:)(?P<minute>\d{1,2})?)?"
    r"\s?(?P<part>sang|trua|chieu|toi|dem|[ap]m)?"
)
EVENING = 6  # "10h đêm" is late in the evening, "2h đêm" early in the morning


async def half_day(asked: Asked, half: str) -> Answer:
    """Only in the office's slots of one half of the day: "sang", "chieu", or in English."""
    office = asked.org.office
    slots = slots_of_half(office, afternoon=half in ("chieu", "afternoon"))
    if not slots:
        return Answer(text="no.slot_in_half", facts={"slots": _listed(office.policy.slots)})
    return await _keep(asked, Wish(slots=slots))


async def both_halves(asked: Asked) -> Answer:
    """In every slot; quiet hours that silence a half of the day go, the others stay."""
    rhythm = await rhythms.of(asked.tx, asked.org.id, asked.person.id)
    quiet = rhythm.quiet if leaves_both_halves(rhythm, asked.org.office) else ()
    return await _keep(asked, Wish(slots=(), quiet=quiet))


async def quiet_hours(asked: Asked, begins: str, ends: str) -> Answer:
    """No reminders from one clock to another, also over midnight; answers come as ever."""
    since, until = _clock(begins), _clock(ends)
    if since is None or until is None or since == until:
        return Answer(text="ask.quiet_hours")
    return await _keep(asked, Wish(quiet=((since, until),)))


async def no_quiet_hours(asked: Asked) -> Answer:
    return await _keep(asked, Wish(quiet=()))


async def _keep(asked: Asked, wish: Wish) -> Answer:
    office, person = asked.org.office, asked.person.id
    own = acts.rows(tables.people, "slots", "quiet", id=person)
    try:
        async with attempt(asked):
            await asked.changes("rhythm", asked.person.name, own)
            rhythm = await people_changes.keep(
                asked.tx, asked.org, person, wish, asked.now, by=person
            )
    except NoSlotLeft:
        return Answer(text="no.slot_left", facts={"slots": _listed(office.policy.slots)})
    slots = _listed(rhythm.own(office.policy.slots))
    return Answer(text="recorded.rhythm", facts={"slots": slots, "quiet": _quiet(rhythm)})


def _quiet(rhythm: Rhythm) -> list[Any]:
    return [
        text("recorded.quiet", begins=f"{begins:%H:%M}", ends=f"{ends:%H:%M}")
        for begins, ends in rhythm.quiet
    ]


def _clock(said: str) -> time | None:
    """ "14:00", "10h30 tối", "6am"; unlike in deadlines midnight ("24h", "12h đêm") is one."""
    found = _CLOCK.fullmatch(said.strip())
    if found is None:
        return None
    hour, minute, part = int(found["hour"]), int(found["minute"] or 0), found["part"]
    if hour == 24 or (hour == 12 and part in ("dem", "am")):
        hour = 0
    elif hour < 12 and (part in ("chieu", "toi", "pm") or (part == "dem" and hour >= EVENING)):
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _listed(clocks: tuple[time, ...]) -> str:
    return ", ".join(f"{clock:%H:%M}" for clock in clocks)
