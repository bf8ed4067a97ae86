"""`dondoc coming`, `duty`, `assign`, `handover` and `support` from outside."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.bot.test_cli import PEOPLE, PLAN, Made, Shell

WHY = ("--why", "theo công văn")
FACTS = {
    "code", "kind", "unit", "asked_by", "title", "state", "round", "opens_on", "due_on",
    "due_time", "original_due_on", "advise", "percent", "promise_on", "reported_at",
    "accepted_at", "assignees", "in_charge", "in_charge_until", "dates", "moves", "entries",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The sample office on the morning of Monday 3 August 2026, live."""
    shell = Shell(tmp_path_factory.mktemp("duties"))
    shell.done("migrate", "--sandbox")
    shell.done("clock", "--to", "2026-08-03T07:00")
    shell.done("people", "import", PEOPLE)
    shell.done("import", PLAN, "--yes")
    return Made(shell.folder, {"live": shell.done("live")})


@pytest.fixture
def office(made: Made, tmp_path: Path) -> Shell:
    return made.copy_to(tmp_path)


def told(office: Shell, step: str) -> list[tuple[str, dict[str, object]]]:
    """Who is told something in their next slot, with its facts."""
    with closing(sqlite3.connect(office.folder / "dondoc.db")) as connection:
        rows = connection.execute(
            "SELECT p.full_name, n.facts FROM notices n JOIN people p ON p.id = n.person_id"
            " WHERE n.step = ? ORDER BY p.full_name",
            (step,),
        )
        return [(name, json.loads(facts)) for name, facts in rows]


# --- what comes ---------------------------------------------------------------------------------


def test_what_comes_is_computed_and_not_stored(office: Shell) -> None:
    planning = ("--unit", "phong ke hoach khoa hoc")
    found = office.done("coming", "--to", "2026-08-31", *planning, "--json").lines()

    assert {*found[0]} == {"code", "unit", "period", "title", "opens_on", "due_on", "advise"}
    assert Counter(each["code"].split("/")[0] for each in found) == {
        "BC1": 4, "BC2": 1, "BC3": 1, "BC5": 1,
    }  # fmt: skip
    [month] = [each for each in found if each["code"].startswith("BC2")]
    assert month == {
        "code": "BC2/KHKH/2026-09",
        "unit": "KHKH",
        "period": "2026-09",
        "title": "monthly 2026-09",
        "opens_on": "2026-08-28",
        "due_on": "2026-09-09",
        "advise": "2026-09-09",
    }
    yearly = office.done("coming", "--from", "2027-01-01", "--to", "2027-01-01", "--json").lines()
    assert "NV9/KHKH/2027" in {each["code"] for each in yearly}
    table = office.done("coming", "--to", "2026-08-05", "--unit", "CNS").out
    assert table == (
        "2026-08-03  BC1/CNS/2026-W32         due 2026-08-05  advised 2026-08-05  weekly 2026-W32\n"
    )


def test_what_cannot_be_looked_up_is_one_clear_line(office: Shell) -> None:
    wrong = office("coming", "--unit", "Phòng Lạ")
    assert wrong.refusal().startswith("no unit is called Phòng Lạ; there are ")
    backwards = office("coming", "--from", "2026-08-05", "--to", "2026-08-04")
    assert backwards.refusal() == ("2026-08-04 lies before 2026-08-05: name the first day first")
    assert office("coming", "--from", "8/2026").code == 2


# --- one duty -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["NV5/CNS", "nv5/cns", "NV5", " nv 5 "])
def test_a_duty_is_called_as_managers_do(office: Shell, name: str) -> None:
    [found] = office.done("duty", "show", name, "--json").lines()

    assert {*found} == FACTS
    assert (found["code"], found["due_on"]) == ("NV5/CNS", "2026-09-14")
    assert (found["state"], found["assignees"]) == ("open", ["Giang"])


def test_a_report_is_called_by_its_period(office: Shell) -> None:
    office.done("tick")

    [found] = office.done("duty", "show", "bc1/hc-th/2026-w32", "--json").lines()

    assert (found["code"], found["kind"]) == ("BC1/HC-TH/2026-W32", "report")
    assert office.done("duty", "show", "BC1/HC-TH").out.startswith("BC1/HC-TH/2026-W32  weekly")


def test_a_name_that_is_none_or_several_is_one_clear_line(office: Shell) -> None:
    assert office("duty", "show", "NV99").refusal().startswith("no duty is called NV99: write")
    several = office("duty", "show", "NV2").refusal()
    assert several == "NV2 may mean NV2/HC-TH, NV2/TTTT-UD: name one"


def test_a_date_is_changed_and_its_history_shown(office: Shell) -> None:
    changed = office.done("duty", "date", "NV5", "2026-10-01", "--time", "17:00", *WHY)
    assert changed.out == "NV5/CNS: open, due 2026-10-01 17:00\n"
    office.done("duty", "date", "NV5", "2026-10-15", *WHY)

    [found] = office.done("duty", "show", "NV5", "--json").lines()

    assert (found["due_on"], found["due_time"], found["round"]) == ("2026-10-15", None, 3)
    assert found["original_due_on"] == "2026-09-14"
    kept = [
        (each["from"], each["from_time"], each["to"], each["to_time"]) for each in found["dates"]
    ]
    assert kept == [
        ("2026-09-14", None, "2026-10-01", "17:00"),
        ("2026-10-01", "17:00", "2026-10-15", None),
    ]
    assert {each["why"] for each in found["dates"]} == {"theo công văn"}
    assert "2026-10-01 17:00 to 2026-10-15" in office.done("duty", "show", "NV5").out
    assert [name for name, _ in told(office, "dated")] == ["Giang", "Giang", "Hải", "Hải"]


def test_somebody_takes_charge_of_what_is_late_and_hands_it_back(office: Shell) -> None:
    in_time = office("duty", "charge", "NV5", "Hải").refusal()
    assert in_time == "NV5: it is not overdue: nothing climbs that could be held"
    assert office("duty", "charge", "NV5").code == 2
    assert office("duty", "charge", "NV5", "Hải", "--end").code == 2
    office.done("clock", "--to", "2026-09-16T09:00")
    assert "does not climb to Giang" in office("duty", "charge", "NV5", "Giang").refusal()

    done = office.done("duty", "charge", "NV5", "Hải", "--until", "2026-09-18")

    assert done.out == "NV5/CNS: Hải is in charge until 2026-09-18\n"
    [found] = office.done("duty", "show", "NV5", "--json").lines()
    assert (found["in_charge"], found["in_charge_until"]) == ("Hải", "2026-09-18")
    back = office.done("duty", "charge", "NV5", "--end")
    assert back.out == "NV5/CNS: Hải is no longer in charge\n"
    assert [name for name, _ in told(office, "charge_taken")] == ["Giang", "Hải"]


def test_a_condition_that_is_met_gives_a_task_its_date(office: Shell) -> None:
    assert "give it a date" in office("duty", "resume", "NV11", *WHY).refusal()

    done = office.done("duty", "date", "NV11", "2026-12-01", "--why", "đã có hướng dẫn")

    assert done.out == "NV11/KHKH: started, due 2026-12-01\n"


def test_a_duty_goes_through_its_moves(office: Shell) -> None:
    for words, said in (
        (("suspend", "NV5"), "NV5/CNS: suspended, due 2026-09-14"),
        (("resume", "NV5"), "NV5/CNS: started, due 2026-09-14"),
        (("close", "NV1"), "NV1/HC-TH: accepted"),
        (("reopen", "NV1"), "NV1/HC-TH: started"),
        (("cancel", "NV2/HC-TH"), "NV2/HC-TH: cancelled, due 2026-08-21"),
    ):
        assert office.done("duty", *words, *WHY).out == f"{said}\n"
    for step in ("suspended", "resumed", "closed", "cancelled"):
        assert {name for name, _ in told(office, step)} in ({"Giang", "Hải"}, {"An", "Bình"})
    assert office.done("verify").out == "everything holds\n"


def test_a_move_that_is_not_there_says_what_can_be_done(office: Shell) -> None:
    refused = office("duty", "reopen", "NV5", *WHY).refusal()
    assert refused == (
        "NV5: it is open and cannot be reopened: "
        "it can be started or reported or suspended or cancelled or given another date"
    )
    passed = office("duty", "date", "NV5", "2026-08-02", *WHY).refusal()
    assert passed == "NV5: 2026-08-02 has passed: name a later one"
    assert office("duty", "date", "NV5", "2/13/2026", *WHY).code == 2
    assert office("duty", "date", "NV5", "2026-10-02", "--time", "24:00", *WHY).code == 2
    assert office("duty", "suspend", "NV5").code == 2  # without a reason
    assert office("duty", "suspend", "NV5", "--why", " ").code == 2


def test_a_code_alone_drops_the_whole_task(office: Shell) -> None:
    done = office.done("duty", "cancel", "nv9", *WHY).out
    assert done == "NV9/KHKH/2026: cancelled, due 2026-12-31\n"

    coming = office.done("coming", "--from", "2027-01-01", "--to", "2027-01-01", "--json").lines()
    assert not [each for each in coming if each["code"].startswith("NV9")]
    again = office("duty", "cancel", "NV9", *WHY).refusal()
    assert again == "NV9: all its duties are accepted or cancelled, and none is to come"


# --- who does it --------------------------------------------------------------------------------


def test_a_task_is_given_to_somebody_of_its_unit(office: Shell) -> None:
    done = office.done("assign", "nv5", "giang", "--from", "2026-08-10", "--to", "2026-08-20")
    assert done.out == "NV5/CNS: Giang, from 2026-08-10 to 2026-08-20\n"
    office.done("assign", "nv5", "hải", "--to", "2026-08-09")
    [found] = office.done("duty", "show", "NV5/CNS", "--json").lines()
    assert found["assignees"] == ["Hải"]

    report = office.done("assign", "BC1/HC-TH", "An").out  # before a period has opened
    assert report == "BC1/HC-TH: An, from 2026-08-03\n"
    refused = {
        ("NV5/CNS", "An"): "nobody in CNS is called An: give the name as the people file has it",
        ("NV5/HC-TH", "An"): "NV5 is not of HC-TH; whose it is: CNS, KHKH, PC&TT",
        ("BC1", "An"): "BC1 may mean BC1/HC-TH, BC1/KHKH, BC1/CNS, BC1/TTTT-UD, BC1/PC&TT,"
        " BC1/TCDL: name one",
        ("NV77", "An"): "no task or report is called NV77: write it as NV12/HC-TH",
    }
    for (thing, person), why in refused.items():
        assert office("assign", thing, person).refusal() == why


def test_who_leaves_hands_everything_over_and_the_new_one_gets_one_list(office: Shell) -> None:
    office.done("assign", "NV5", "Giang")
    office.done("assign", "BC1/CNS", "Giang")

    lines = office.done("handover", "Giang", "Hải", "--from", "2026-08-10", "--json").lines()

    assert lines == [
        {"what": "NV5", "unit": "CNS", "from": "2026-08-10", "to": None},
        {"what": "BC1", "unit": "CNS", "from": "2026-08-10", "to": None},
    ]
    assert told(office, "taken_over") == [], "its list is made when the day comes"
    office.done("clock", "--to", "2026-08-10T07:00")
    [found] = office.done("duty", "show", "NV5", "--json").lines()
    assert found["assignees"] == ["Hải"]
    assert office.done("verify").out == "everything holds\n"


def test_being_the_contact_is_handed_over_too_if_it_is_said(office: Shell) -> None:
    nothing = office("handover", "Giang", "Hải", "--from", "2026-08-03").refusal()
    assert nothing == (
        "nothing is assigned to Giang from 2026-08-03 on; "
        "what falls to the contact of CNS goes with the contact"
    )
    later = office("handover", "Giang", "Hải", "--from", "2026-08-10", "--contact").refusal()
    assert later == "a contact changes at once: hand that over on 2026-08-10 itself"

    done = office.done("handover", "Giang", "Hải", "--from", "2026-08-03", "--contact")

    assert done.out == "contact/CNS  2026-08-03  -\n"
    office.done("clock", "--to", "2026-08-03T07:45")
    office.done("tick")
    assert told(office, "taken_over") == [], "nobody is told who is not linked"


def test_nothing_goes_to_somebody_unknown_or_of_another_unit(office: Shell) -> None:
    office.done("assign", "NV5", "Giang")
    day = ("--from", "2026-08-10")

    assert office("handover", "Giang", "Zorro", *day).refusal().startswith("nobody is called Zorro")
    same = office("handover", "Giang", "Giang", *day).refusal()
    assert same == "Giang and Giang are the same person"
    strange = office("handover", "Giang", "An", *day).refusal()
    assert strange == "An has no post in CNS: hand over one unit only"
    assert office.done("duty", "show", "NV5", "--json").lines()[0]["assignees"] == ["Giang"]


def test_people_of_one_name_are_told_apart_by_their_unit(office: Shell) -> None:
    office.file("more.csv", "full_name,unit,role\nLê Giang,Phòng Pháp chế và Thanh tra,officer\n")
    office.done("people", "import", "more.csv")

    several = office("handover", "Giang", "Hải", "--from", "2026-08-10").refusal()

    assert several == (
        "“Giang” may mean Giang (CNS), Lê Giang (PC&TT): give the full name, or the unit"
    )
    office.done("assign", "NV5", "Giang")
    office.done("handover", "Giang", "Hải", "--from", "2026-08-10", "--unit", "CNS")


# --- support ------------------------------------------------------------------------------------


def test_a_lead_asks_a_supporter_for_its_input(office: Shell) -> None:
    asked = ("support", "NV5/CNS", "--unit", "KHKH", "--by", "2026-08-20", "--note", "số liệu")
    assert office.done(*asked).out == "NV5/KHKH/PH1: due 2026-08-20\n"
    assert office.done(*asked).out == "NV5/KHKH/PH2: due 2026-08-20\n"

    [found] = office.done("duty", "show", "NV5/KHKH/PH1", "--json").lines()
    assert (found["kind"], found["asked_by"]) == ("support", "CNS")
    [lead] = office.done("duty", "show", "NV5/CNS", "--json").lines()
    assert lead["kind"] == "task"
    assert [name for name, _ in told(office, "support")] == ["Chi", "Chi", "Khánh", "Khánh"]
    assert office.done("verify").out == "everything holds\n"


def test_who_does_not_support_a_task_is_not_asked(office: Shell) -> None:
    day = ("--by", "2026-08-20")
    no = office("support", "NV5/CNS", "--unit", "HC-TH", *day).refusal()
    assert no == "NV5/CNS: HC-TH does not support it; who does: KHKH, PC&TT"
    lead = office("support", "NV5/CNS", "--unit", "CNS", *day).refusal()
    assert lead == "NV5/CNS: CNS does not support it; who does: KHKH, PC&TT"
    past = office("support", "NV5/CNS", "--unit", "KHKH", "--by", "2026-08-01").refusal()
    assert past == "NV5/CNS: 2026-08-01 has passed: name today or a later day"


# --- why ----------------------------------------------------------------------------------------


def link_everybody(office: Shell) -> None:
    """As if everybody had typed their code to the bot."""
    with closing(sqlite3.connect(office.folder / "dondoc.db")) as connection:
        connection.execute(
            "INSERT INTO links (org_id, person_id, channel, address, state, since)"
            " SELECT org_id, id, 'telegram', id, 'live', '2026-08-03 00:00:00' FROM people"
        )
        connection.commit()


def test_why_tells_what_was_said_and_what_comes_next(office: Shell) -> None:
    link_everybody(office)
    office.done("tick")
    office.done("duty", "date", "NV5", "2026-08-13", *WHY)
    office.done("clock", "--to", "2026-08-04T07:50")
    office.done("tick")

    found = office.done("why", "NV5/CNS", "--json").lines()

    assert {*found[0]} == {"at", "person", "kind", "step", "state", "why", "counts"}
    asked = next(each for each in found if each["step"] == "T-7")
    assert asked["at"] == "2026-08-04T07:45+07:00"
    assert asked["person"] == "Giang"
    assert asked["state"] == "queued"
    assert asked["counts"] == [{"from": "2026-08-13", "days": -7, "to": "2026-08-04"}]
    assert asked["why"].startswith(
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần trước 7 "
        "ngày: hạn thứ Năm 13/8/2026, 7 ngày làm việc trước là thứ Ba 04/8/2026, không tính T7, CN."
    )
    assert "đổi hạn từ thứ Hai 14/9/2026 sang thứ Năm 13/8/2026" in asked["why"]
    assert (found[-1]["state"], found[-1]["step"]) == ("next", "T-3")
    assert found[-1]["at"] == "2026-08-10T07:45+07:00"


def test_why_speaks_both_languages_and_of_one_person(office: Shell) -> None:
    link_everybody(office)
    office.done("tick")
    english = office.done("why", "NV5", "--person", "Giang", "--language", "en").out
    assert "(next)\n  A task of less than three months is asked for" in english
    assert "It goes to Giang" in english
    nobody = office.done("why", "NV5", "--person", "Bình")
    assert nobody.out.startswith("nothing was said about it in this round, and nothing is in sight")


def test_why_refuses_what_it_does_not_know(office: Shell) -> None:
    assert office("why", "NV99").refusal().startswith("no duty is called NV99: write")
    assert office("why", "NV5", "--person", "Zed").refusal().startswith("nobody is called Zed")
    assert office("why", "NV5", "--language", "fr").code == 2
