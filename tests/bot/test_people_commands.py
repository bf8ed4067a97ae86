"""`dondoc people list`, `show` and `set` from outside."""

from pathlib import Path

import pytest

from tests.bot.test_cli import PEOPLE, Made, Shell

KNOWN = {
    *("person", "roles", "language", "linked", "slots", "quiet"),
    *("channels", "reached_by", "email"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    shell = Shell(tmp_path_factory.mktemp("people"))
    shell.done("migrate", "--sandbox")
    return Made(shell.folder, {"people": shell.done("people", "import", PEOPLE)})


@pytest.fixture
def office(made: Made, tmp_path: Path) -> Shell:
    return made.copy_to(tmp_path)


def test_everybody_is_listed_with_when_they_are_written_to(office: Shell) -> None:
    every = office.done("people", "list", "--json").lines()

    assert len(every) == 14
    assert {frozenset(each) for each in every} == {frozenset(KNOWN)}
    giang = next(each for each in every if each["person"] == "Giang")
    assert giang["roles"] == [{"role": "officer", "unit": "CNS"}]
    assert (giang["language"], giang["linked"]) == ("vi", False)
    assert (giang["slots"], giang["quiet"]) == ([], [])
    in_unit = office.done("people", "list", "--unit", "CNS", "--json").lines()
    assert [each for each in every if each in in_unit] == in_unit
    assert 0 < len(in_unit) < 14
    assert office.done("people", "show", "Giang").out == (
        "Giang: officer CNS; vi, not linked, slots all, quiet none, channels newest\n"
    )


def test_what_is_set_stays_until_it_is_taken_back(office: Shell) -> None:
    office.done("people", "set", "Giang", "--slots", "13:30", "--language", "en")
    assert office.done("people", "set", "Giang", "--quiet", "7:00-12:00,16:00-17:00").out == (
        "Giang: officer CNS; en, not linked, slots 13:30, quiet 07:00-12:00,16:00-17:00, "
        "channels newest\n"
    )
    [found] = office.done("people", "show", "Giang", "--json").lines()
    assert (found["slots"], found["language"]) == (["13:30"], "en")
    assert found["quiet"] == ["07:00-12:00", "16:00-17:00"]

    office.done("people", "set", "Giang", "--slots", "all", "--quiet", "none")

    assert office.done("people", "show", "Giang").out.endswith(
        "slots all, quiet none, channels newest\n"
    )


def test_where_somebody_is_written_to_stays_until_it_is_taken_back(office: Shell) -> None:
    assert office.done("people", "set", "Giang", "--channels", "zalo_bot,telegram").out.endswith(
        "channels zalo_bot,telegram\n"
    )
    assert office.done("people", "set", "Giang", "--email", "giang@so.example.vn").out.endswith(
        "channels zalo_bot,telegram, e-mail giang@so.example.vn\n"
    )
    [found] = office.done("people", "show", "Giang", "--json").lines()
    assert (found["channels"], found["email"]) == (
        ["zalo_bot", "telegram"],
        "giang@so.example.vn",
    )
    assert (found["linked"], found["reached_by"]) == (False, [])

    office.done("people", "set", "Giang", "--channels", "newest", "--email", "none")

    assert office.done("people", "show", "Giang").out.endswith("quiet none, channels newest\n")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--slots", "09:00"), "09:00 is no slot of the office: it has 07:45, 13:30"),
        (
            ("--quiet", "07:00-17:00"),
            "these quiet hours leave no slot of 07:45, 13:30: leave at least one free",
        ),
        (("--quiet", "14:00-14:00"), "14:00-14:00 ends when it begins"),
    ],
)
def test_what_cannot_be_kept_is_one_clear_line(
    office: Shell, options: tuple[str, ...], why: str
) -> None:
    assert office("people", "set", "Giang", *options).refusal() == why
    assert office.done("people", "show", "Giang").out.endswith(
        "slots all, quiet none, channels newest\n"
    )


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ((), "name what to change"),
        (("--slots", "sáng"), "sáng is no time of day; write it as 07:45"),
        (("--quiet", "12:00"), "12:00 are no hours; write them as 12:00-14:00"),
        (("--language", "fr"), "--language is vi or en"),
        (("--channels", "viber"), "viber is no channel: there are telegram, zalo_bot, zalo_oa"),
        (("--channels", "telegram,email"), "email is always the last resort"),
        (("--email", "giang"), "giang is no e-mail address; write it as an@so.example.vn"),
    ],
)
def test_wrong_usage_says_what_is_right(office: Shell, options: tuple[str, ...], why: str) -> None:
    ran = office("people", "set", "Giang", *options)

    assert ran.code == 2
    assert why in " ".join(ran.err.replace("│", " ").split())


def test_a_name_that_is_nobodys_is_one_clear_line(office: Shell) -> None:
    assert office("people", "show", "Không Ai").refusal().startswith("nobody is called Không Ai")


def test_people_come_move_are_appointed_and_leave(office: Shell) -> None:
    added = office.done("people", "add", "Lê Văn Mẫu, CNS, chuyên viên").out
    assert added == "Lê Văn Mẫu: officer CNS\n"
    assert office.done("people", "appoint", "Lê Văn Mẫu", "trưởng phòng", "CNS").out.startswith(
        "Lê Văn Mẫu: head CNS\n"
    )
    [shown] = office.done("people", "show", "Lê Văn Mẫu", "--json").lines()
    assert {"role": "head", "unit": "CNS"} in shown["roles"]

    office.done("people", "end", "Lê Văn Mẫu", "head")
    assert office.done("people", "rename", "Lê Văn Mẫu", "Lê Mẫu").out.endswith("is now Lê Mẫu\n")
    to_oneself = office("people", "leave", "Lê Mẫu", "--to", "Lê Mẫu")
    assert "cannot hand over to themselves" in to_oneself.refusal()
    assert office.done("people", "leave", "Lê Mẫu").out.startswith("Lê Mẫu: has left\n")

    assert "nobody is called" in office("people", "show", "Lê Mẫu").refusal()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "Giang, CNS"), "Giang is in CNS already"),
        (("add", "Lê Văn Mẫu, XYZ"), "no unit is called XYZ"),
        (("appoint", "Giang", "officer", "CNS"), "Giang is officer of CNS already"),
        (("end", "Giang", "head"), "Giang is no head"),
        (("move", "Nobody", "CNS"), "nobody is called Nobody"),
    ],
)
def test_what_cannot_be_is_said(office: Shell, words: tuple[str, ...], said: str) -> None:
    assert said in office("people", *words).refusal()
