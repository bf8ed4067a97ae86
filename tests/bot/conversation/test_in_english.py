"""Whoever reads English reads nothing in Vietnamese but the plan's own words and names."""

import re

from sqlalchemy import select

from storage.tables import people, tasks, units
from tests.bot.test_manners import QUOTED, VIETNAMESE_LETTER
from tests.fakes import OfficeInMemory

DAYS = ("03", "04", "05", "06", "07", "10", "12", "14", "17", "18", "19", "20", "21", "24")
# What each types of what there is to see and do; the answers are read, not judged.
TYPED = {
    "An": (
        "/mine", "/due", "/task NV1", "/why", "/help", "/channel", "/language", "my channels",
        "why NV1", "NV1 in progress, 60%", "NV1 is blocked by the budget", "undo",
        "NV1 extension to 20/9 please, because figures are missing", "NV2 done",
        "send BC1", "BC1 nothing to report", "done", "1", "NV99 done", "/nothing", "good morning",
        "away 5/10–9/10, substitute: Dung", "back at work", "no messages from 12h to 13h",
        "only in the afternoon", "both halves", "test", "help report", "/help absence",
        "NV3 is not our job", "NV1: which form should we use?", "snooze NV3 until tomorrow",
    ),
    "Bình": (
        "/overdue", "/missing", "/unit HC", "/summary", "/due", "approve extension NV1",
        "approve NV2", "return NV2: the annex is missing", "assign NV1 to Dung",
        "take charge of NV1", "note on NV1: waits for the finance department", "/remind NV1",
        "tell HC: meeting at 14h on Thursday", "1", "who answered?", "deputy head is Dung",
        "hand over all duties of An to Dung from 10/9", "1", "who is not linked yet?",
    ),
    "Khánh": (
        "/missing BC1", "/overdue > 7 days", "consolidate BC1", "linking code for Dung",
        "what is late?", "chase them", "consolidate the weekly report", "consolidate BC9",
        "help plans", "/unlinked", "extend NV1 to 20/9", "export xlsx", "next page", "summary",
    ),
}  # fmt: skip


async def names(office: OfficeInMemory) -> list[str]:
    """The office's own words: of people, units and the plan; the longest first."""
    found: list[str] = []
    async with office.database.read() as connection:
        for column in people.c.full_name, people.c.title, units.c.name, tasks.c.short, tasks.c.text:
            table = column.table
            rows = await connection.scalars(select(column).where(table.c.org_id == office.org))
            found += [each for each in rows if each]
    return sorted({*found, "Đôn Đốc", "Tiếng Việt", "tiếng Việt"}, key=len, reverse=True)


def foreign(said: str, known: list[str]) -> list[str]:
    """The lines that hold a Vietnamese letter outside of quotes and of what is known."""
    found = []
    for line in said.splitlines():
        rest = QUOTED.sub("", line)
        for name in known:
            rest = rest.replace(name, "")
        if VIETNAMESE_LETTER.search(re.sub(r"\S*…", "", rest)):
            found.append(line)
    return found


async def test_every_screen_is_in_english(office: OfficeInMemory) -> None:
    for person in office.addresses:
        await office.say(person, "/language en")
    known, screens = await names(office), 0
    office.said_to("An")
    wrong = []
    for day in DAYS:
        await office.at(f"2026-08-{day}T07:45")
        if day == "18":
            for person, typed in TYPED.items():
                for words in typed:
                    said = await office.say(person, words)
                    screens += bool(said)
                    wrong += [(person, words, line) for line in foreign(said, known)]
        await office.at(f"2026-08-{day}T13:30")
        for person in office.addresses:
            said = office.said_to(person)
            screens += bool(said)
            wrong += [(person, day, line) for line in foreign(said, known)]

    assert wrong == []
    assert screens > 90
