"""Help fits one screen; its three examples, and those of its topics, work if they are copied."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.handlers.help import EXAMPLES
from bot.texts import LANGUAGES
from scheduler.rules.bundle import utf16
from storage.tables import notices
from tests.bot.conversation.conftest import PEOPLE, an_office
from tests.fakes import OfficeInMemory

MOST_LINES, MOST_LETTERS = 12, 900
OFFICE = f"""{PEOPLE}Quân,Quản trị,Phòng Kế hoạch,Sở Mẫu,admin,,no
Lan,Trưởng phòng,Văn phòng,Sở Mẫu,head;admin,,no
"""
PEOPLE_BY_ROLE = {
    "officer": "An",
    "officer with nothing to do": "Dung",
    "head": "Bình",
    "head and admin": "Lan",
    "coordinator": "Khánh",
    "deputy": "Sơn",
    "leader": "Tâm",
    "admin": "Quân",
}
# What an example promises: the text that answers it begins so.
PROMISED: dict[str, tuple[str, ...]] = {
    "progress": ("recorded.progress",),
    "done": ("recorded.done",),
    "stuck": ("recorded.blocked",),
    "promise": ("recorded.promise", "recorded.progress"),
    "snooze": ("recorded.snoozed",),
    "hand_in": ("recorded.report", "recorded.receiver"),
    "nothing": ("recorded.report", "recorded.receiver", "recorded.sent_already"),
    "more_time": ("recorded.extension",),
    "mine": ("mine.",),
    "task": ("task.",),
    "due": ("due.",),
    "why": ("why.",),
    "missing": ("missing.",),
    "missing_all": ("missing.",),
    "consolidate": ("consolidate.", "report."),
    "overdue": ("overdue.",),
    "unit": ("about_unit.",),
    "summary": ("summary.",),
    "agree": ("head.confirmed",),
    "send_back": ("head.returned",),
    "extend": ("head.extended", "recorded.extension"),  # nobody decides their own
    "assign": ("head.assigned",),
    "remind": ("head.reminded",),
    "broadcast": ("ask.broadcast",),
    "unlinked": ("link.",),
    "invite": ("link.codes",),
    "test_link": ("link.works",),
    "absence": ("absence.recorded",),
    "back": ("absence.",),
    "half_day": ("recorded.rhythm",),
    "quiet": ("recorded.rhythm",),
    "channels": ("recorded.channels_now",),
    "language": ("link.which_language",),
    "undo": ("undo.",),
    "add_person": ("staff.added",),
    "people_of": ("staff.list",),
    "people_file": ("people_file.send_file",),
    "import_plan": ("plan.send_file",),
    "plans": ("plan.shown",),
    "give": ("head.task_given", "recorded.again"),  # two topics show it
    "units": ("list.", "units."),
    "add_unit": ("units.added",),
    "also_called": ("units.called",),
}


async def a_morning(office: OfficeInMemory) -> None:
    """NV1 waits for its head's word, a report and other tasks are open."""
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV2 xong")


@asynccontextmanager
async def at_work(path: Path) -> AsyncIterator[OfficeInMemory]:
    async with an_office(path, people=OFFICE, until=a_morning) as made:
        yield made


async def answer_to(office: OfficeInMemory, person: str, words: str) -> dict[str, Any]:
    """The facts of the first answer to these words."""
    await office.say(person, words)
    async with office.database.read() as connection:
        newest = await connection.scalar(
            select(notices.c.facts).where(
                notices.c.org_id == office.org, notices.c.key == f"answer:{office.heard}.1"
            )
        )
    assert newest is not None, f"no answer to {words}"
    return dict(newest)


def first_of(facts: dict[str, Any]) -> str:
    """The key of what was answered; a question that still waits is asked again behind it."""
    if facts["text"] == "recorded.several":
        return str(facts["facts"]["lines"][0]["text"])
    return str(facts["text"])


def quoted(shown: str) -> list[str]:
    return re.findall("“([^”]+)”", shown)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", list(PEOPLE_BY_ROLE))
async def test_help_fits_one_screen_and_its_examples_work(
    role: str, language: str, tmp_path: Path
) -> None:
    person = PEOPLE_BY_ROLE[role]
    async with at_work(tmp_path / "office.db") as office:
        await office.say(person, f"/ngonngu {language}")
        office.said_to(person)
        said = await answer_to(office, person, "/help")
        shown = office.said_to(person)
        topics = shown.rpartition(":")[2].strip(" .\n").split(", ")

        assert shown.count("\n") < MOST_LINES
        assert utf16(shown) <= MOST_LETTERS
        assert len(quoted(shown)) == EXAMPLES
        await all_work(office, person, said, shown)
        for topic in topics:
            said = await answer_to(office, person, f"/trogiup {topic}")
            shown = office.said_to(person)
            assert said["text"].startswith("help.topic."), topic
            assert shown.count("\n") < MOST_LINES
            assert utf16(shown) <= MOST_LETTERS
            await all_work(office, person, said, shown)


async def all_work(office: OfficeInMemory, person: str, said: dict[str, Any], shown: str) -> None:
    names = [each["text"].rpartition(".")[2] for each in said["facts"]["examples"]]
    examples = quoted(shown)
    assert len(names) == len(examples) > 0
    for name, example in zip(names, examples, strict=True):
        answered = first_of(await answer_to(office, person, example))
        office.said_to(person)
        assert answered.startswith(PROMISED[name]), f"“{example}” ({name}): {answered}"


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("giúp nhân sự", "people"),
        ("giup nhan su", "people"),
        ("hướng dẫn về cán bộ", "people"),
        ("help people", "people"),
        ("giúp đơn vị", "units"),
        ("huong dan don vi", "units"),
        ("/trogiup đơn vị", "units"),
        ("help units", "units"),
    ],
)
async def test_people_and_units_have_a_screen_for_administrators(
    words: str, topic: str, tmp_path: Path
) -> None:
    async with at_work(tmp_path / "office.db") as office:
        for person in ("Quân", "Lan"):
            said = await answer_to(office, person, words)
            shown = office.said_to(person)
            assert said["text"] == f"help.topic.{topic}"
            assert len(quoted(shown)) == EXAMPLES
            assert utf16(shown) <= MOST_LETTERS
        await all_work(office, "Lan", said, shown)
        for person in ("An", "Khánh"):
            said = await answer_to(office, person, words)
            assert said["text"] != f"help.topic.{topic}"
