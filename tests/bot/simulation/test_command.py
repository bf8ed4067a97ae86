"""`dondoc simulate` from outside: JSON lines, a calendar for people, a clear line for mistakes."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.bot.test_cli import PEOPLE, PLAN, Ran, Shell

MONTH = ("--from", "2026-08-01", "--to", "2026-08-31")
WEEK = ("--from", "2026-08-03", "--to", "2026-08-09")
MESSAGE = {"at", "person", "unit", "role", "channel", "items"}
ITEM = {"duty", "kind", "step", "title", "due_on", "reason"}
KINDS = {"ask", "urge", "climb", "confirm", "decide", "told", "digest"}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A folder without a database."""
    return Shell(tmp_path)


def lines(ran: Ran) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The messages, and the summary."""
    *messages, last = ran.lines()
    assert set(last) == {"summary"}
    return messages, last["summary"]


def items(messages: list[dict[str, Any]], person: str) -> list[tuple[str, str, str]]:
    return [
        (message["at"][:16], item["duty"] or "", item["step"])
        for message in messages
        if message["person"] == person
        for item in message["items"]
    ]


def test_a_plan_is_played_without_a_database(shell: Shell) -> None:
    ran = shell.done("simulate", *MONTH, "--plan", PLAN, "--people", PEOPLE, "--json")

    messages, summary = lines(ran)
    assert not list(shell.folder.iterdir()), "nothing is left behind"
    assert {tuple(each) for each in messages} == {tuple(messages[0])}
    assert set(messages[0]) == MESSAGE
    every = [item for message in messages for item in message["items"]]
    assert {frozenset(item) for item in every} == {frozenset(ITEM)}
    assert {item["kind"] for item in every} <= KINDS
    assert all(item["reason"] and "\n" not in item["reason"] for item in every)
    assert all(each["at"].endswith("+07:00") for each in messages)
    assert [each["at"] for each in messages] == sorted(each["at"] for each in messages)
    assert set(summary) == {"people", "messages"}
    assert summary["messages"] == len(messages)
    heard = {each["person"]: each for each in summary["people"]}
    assert set(heard["An"]) == {"person", "role", "messages", "items", "max_per_day"}
    assert len(heard) == 14
    assert heard["An"]["messages"] == sum(each["person"] == "An" for each in messages)
    assert (heard["Bình"]["role"], heard["Khánh"]["role"]) == ("head", "coordinator")
    assert (heard["Tâm"]["role"], heard["Sơn"]["role"]) == ("leader", "deputy")


def test_it_says_nothing_outside_slots_and_working_days(shell: Shell) -> None:
    """2 September and the day beside it are off; weekends are."""
    span = ("--from", "2026-08-24", "--to", "2026-09-13")
    messages, _ = lines(shell.done("simulate", *span, "--plan", PLAN, "--json"))

    moments = {datetime.fromisoformat(each["at"]) for each in messages}
    assert {f"{moment:%H:%M}" for moment in moments} <= {"07:45", "13:30"}
    assert all(moment.weekday() < 5 for moment in moments)
    assert not {f"{moment:%d/%m}" for moment in moments} & {"01/09", "02/09"}


def test_without_people_each_unit_has_two_officers_and_a_head(shell: Shell) -> None:
    _, summary = lines(shell.done("simulate", *WEEK, "--plan", PLAN, "--json"))

    roles = [each["role"] for each in summary["people"]]
    assert {role: roles.count(role) for role in set(roles)} == {
        "officer": 12,
        "head": 6,
        "coordinator": 1,
        "deputy": 1,
        "leader": 1,
    }


def test_a_script_is_played(shell: Shell) -> None:
    script = shell.file(
        "script.jsonl",
        "\n".join(
            [
                '{"at": "2026-08-03T09:00", "event": "reply", "person": "An", '
                '"text": "BC1 không phát sinh"}',
                "",
                '{"at": "2026-08-04T02:00:00Z", "event": "reply", "person": "Bình", '
                '"text": "giao NV1 cho Bình"}',
                '{"at": "2026-08-05T09:00", "event": "outage", "until": "2026-08-10T09:30"}',
                '{"at": "2026-08-11T09:00", "event": "day_off", "day": "2026-08-12"}',
                '{"at": "2026-08-13T09:00", "event": "assign", "duty": "BC1/HC-TH", '
                '"person": "Bình"}',
                '{"at": "2026-08-14T09:00", "event": "extend", "duty": "NV5", '
                '"until": "2026-10-30"}',
            ]
        ),
    )
    plain = ("--plan", PLAN, "--people", PEOPLE, "--json")

    silent, _ = lines(shell.done("simulate", *MONTH, *plain))
    played, _ = lines(shell.done("simulate", *MONTH, *plain, "--script", script))

    assert ("2026-08-04T13:30", "BC1/HC-TH/2026-W32", "T-1") in items(silent, "An")
    assert "BC1/HC-TH/2026-W32" not in {duty for _, duty, _ in items(played, "An")}
    assert not [each for each in played if "2026-08-05T09" < each["at"] < "2026-08-10T09:30"]
    assert [each for each in played if each["at"].startswith("2026-08-10T09:30")]
    assert not [each for each in played if each["at"].startswith("2026-08-12")]
    assert "BC1/HC-TH/2026-W34" in {duty for _, duty, _ in items(played, "Bình")}
    assert ("2026-08-14T13:30", "NV5/CNS", "dated") in items(played, "Giang")


def test_for_people_it_is_a_calendar_and_the_noise_of_each(shell: Shell) -> None:
    script = shell.file(
        "script.jsonl",
        '{"at": "2026-08-04T09:00", "event": "reply", "person": "An", "text": "hôm nay trời đẹp"}',
    )
    ran = shell.done("simulate", *MONTH, "--plan", PLAN, "--people", PEOPLE, "--script", script)

    assert "2026-W32  03/08 – 09/08/2026" in ran.out
    assert re.search(
        r"Tue 04/08 13:30  An \(HC-TH, officer\): .*ask BC1/HC-TH/2026-W32 T-1", ran.out
    )
    assert "An: “hôm nay trời đẹp” → the service would ask" in ran.out
    [table] = [line for line in ran.out.splitlines() if line.startswith("An ")]
    assert re.search(r"An +officer +HC-TH +\d+ +\d+ +\d+ +█+", table)
    assert "would have left" not in ran.out


# --- the org as it is stored --------------------------------------------------------------------


@pytest.fixture
def stored(shell: Shell) -> Shell:
    """An org with its people and plan, that is not live."""
    shell.done("migrate", "--sandbox")
    shell.done("clock", "--to", "2026-08-01T08:00")
    shell.done("people", "import", PEOPLE)
    shell.done("import", PLAN, "--yes")
    return shell


def test_an_org_that_is_not_live_is_played_as_if_it_were(stored: Shell) -> None:
    database = stored.folder / "dondoc.db"
    before = database.read_bytes()

    ran = stored.done("simulate", *MONTH, "--json")

    messages, summary = lines(ran)
    assert summary["live"] is False
    assert ran.err.strip() == "no message would have left: the org is not live"
    assert len({each["person"] for each in messages}) > 10
    assert database.read_bytes() == before, "it reads and writes nothing"
    from_file, _ = lines(
        stored.done("simulate", *MONTH, "--plan", PLAN, "--people", PEOPLE, "--json")
    )
    assert [(e["at"], e["person"], e["items"]) for e in messages] == [
        (e["at"], e["person"], e["items"]) for e in from_file
    ]
    shown = stored.done("simulate", *MONTH).out
    assert shown.splitlines()[-1].strip() == "no message would have left: the org is not live"


def test_a_live_org_is_played_with_its_links_and_duties_as_they_stand(stored: Shell) -> None:
    stored.done("live")
    stored.done("duty", "date", "NV5", "2026-10-30", "--why", "theo công văn")

    messages, summary = lines(stored.done("simulate", *MONTH, "--json"))

    assert "live" not in summary
    assert messages == [], "nobody is linked"


# --- what cannot be done ------------------------------------------------------------------------

AT = '"at": "2026-08-04T09:00"'


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "script, line 2: it is no JSON object"),
        ("[]", "script, line 2: it is no JSON object"),
        ("7", "script, line 2: it is no JSON object"),
        (f"{{{AT}}}", "script, line 2: it has no event; there are reply, absent, outage"),
        (f'{{{AT}, "event": "party"}}', "script, line 2: there is no event 'party'; there are"),
        (f'{{{AT}, "event": "day_off"}}', "script, line 2: 'day' is missing"),
        (f'{{{AT}, "event": "day_off", "day": "30/2/2026"}}', "script, line 2: day: "),
        (f'{{{AT}, "event": "return", "duty": "NV1", "why": "x"}}', "this event has no 'why'"),
        ('{"event": "return", "duty": "NV1"}', "script, line 2: 'at' is missing"),
        ('{"at": "soon", "event": "return", "duty": "NV1"}', "script, line 2: at: "),
        (
            '{"at": "2026-10-04T09:00", "event": "return", "duty": "NV1"}',
            "script, line 2: 2026-10-04 is not between 2026-08-01 and 2026-08-31",
        ),
        (
            f'{{{AT}, "event": "outage", "until": "2026-08-03T09:00"}}',
            "script, line 2: the outage ends before it begins",
        ),
        (
            f'{{{AT}, "event": "reply", "person": "Nobody", "text": "xong"}}',
            "script, line 2: nobody is called Nobody: give one full name",
        ),
        (f'{{{AT}, "event": "return", "duty": "NV99"}}', "script, line 2: no duty is called NV99"),
        (f'{{{AT}, "event": "return", "duty": "NV1"}}', "script, line 2: it is open and cannot be"),
    ],
)
def test_a_script_that_cannot_be_played_is_one_clear_line(
    shell: Shell, line: str, says: str
) -> None:
    script = shell.file("script.jsonl", f"\n{line}\n")

    ran = shell("simulate", *MONTH, "--plan", PLAN, "--people", PEOPLE, "--script", script)

    assert says in ran.refusal()
    assert ran.out == ""


def test_files_that_cannot_be_read_are_one_clear_line(shell: Shell) -> None:
    no_plan = shell.file("note.txt", "Kính gửi các phòng.\n")
    no_people = shell.file("people.csv", "full_name,unit,role\nAn,Phòng A,bossy\n")

    assert "nothing.txt" in shell("simulate", *WEEK, "--plan", "nothing.txt").refusal()
    shell("simulate", *WEEK, "--plan", no_plan).refusal()
    wrong = shell("simulate", *WEEK, "--plan", PLAN, "--people", no_people).refusal()
    assert "row 2" in wrong
    gone = shell("simulate", *WEEK, "--plan", PLAN, "--script", "gone.jsonl").refusal()
    assert "gone.jsonl" in gone
    assert "no database" in shell("simulate", *WEEK).refusal()


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "2026-08-03"),
        ("--from", "2026-08-09", "--to", "2026-08-03", "--plan", PLAN),
        ("--from", "8/2026", "--to", "2026-08-03", "--plan", PLAN),
        ("--from", "2026-08-03", "--to", "2036-08-03", "--plan", PLAN),
        ("--from", "2026-08-03", "--to", "2026-08-09", "--people", PEOPLE),
    ],
)
def test_wrong_usage_is_told_as_such(shell: Shell, words: tuple[str, ...]) -> None:
    ran = shell("simulate", *words)

    assert ran.code == 2
    assert "Traceback" not in ran.err
