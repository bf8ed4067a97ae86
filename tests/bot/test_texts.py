"""The words in both languages: one set of keys and blanks, all used, none missing, all sendable."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from bot.handlers.hand_in import HANDABLE
from bot.receiving.actions import action_of
from bot.receiving.silence import PROMISES
from bot.receiving.wording import without_courtesy
from bot.texts import LANGUAGES, catalogue, day, moment, render, text
from bot.understanding import Context, Intent, understand
from bot.understanding.moments import find_moment
from bot.understanding.verdict import Word, named, verdict
from scheduler.rules.bundle import utf16
from scheduler.rules.calendar import OFFICE_ZONE, WorkCalendar
from scheduler.rules.cycle import CycleKind
from scheduler.rules.duty import State
from scheduler.rules.progress import RECORDED
from scheduler.rules.words import fold

ROOT = Path(__file__).parent.parent.parent
HOSTILE = (
    "{id} <b>'; drop\n\n{0!r} {{x}} %s 😀👍 \u202e\u200b\u2066\x07 *_[a](b) &amp; "
    + "Nghiêm " * 40
    + "=1+1"
)
LONGEST_TEXT, LONGEST_LABEL = 4096, 64  # Telegram's, in UTF-16 units
A_WEDNESDAY = datetime(2026, 9, 9, 1, 30, tzinfo=UTC)

LISTS = {"lines", "tasks", "choices", "blockers", "examples"}
NAMES = {"codes", "names", "others", "missing", "silent"}
KEYS = sorted(catalogue("vi"))


def blanks(language: str) -> dict[str, set[str]]:
    return {
        key: {name for _, name, _, _ in Formatter().parse(words) if name is not None}
        for key, words in catalogue(language).items()
    }


# --- the two catalogues -------------------------------------------------------------------------


def test_both_languages_have_the_same_texts_with_the_same_blanks() -> None:
    vi, en = blanks("vi"), blanks("en")

    assert set(vi) == set(en)
    assert {key: vi[key] for key in vi if vi[key] != en[key]} == {}
    assert "" not in set().union(*vi.values()), "a blank needs a name: {like_this}"


def test_pieces_of_sentences_join_alike_in_both_languages() -> None:
    """ " (sau hạn …)" is put behind something: its leading space is part of it."""

    def edges(language: str) -> dict[str, tuple[bool, bool]]:
        found = catalogue(language).items()
        return {key: (words[:1].isspace(), words[-1:].isspace()) for key, words in found if words}

    assert edges("vi") == edges("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_seven_weekdays_and_twelve_months(language: str) -> None:
    assert len(catalogue(language)["weekdays"].split(",")) == 7
    assert len(catalogue(language)["months"].split(",")) == 12


def test_the_two_languages_say_a_day_their_own_way() -> None:
    facts = {"value": day(date(2026, 9, 9))}

    shown = {
        language: render("recorded.promise", language, {"day": facts["value"]})
        for language in LANGUAGES
    }

    assert "thứ Tư 09/9/2026" in shown["vi"]
    assert "Wed 9 Sep 2026" in shown["en"]


# --- rendering ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_what_people_typed_is_only_words(key: str, language: str) -> None:
    facts = {name: f"{HOSTILE}{name}" for name in blanks(language)[key]}

    said = render(key, language, facts)

    for value in facts.values():
        assert value in said


def ordinary(name: str) -> Any:
    """What usually stands in a blank, at its longer end."""
    if name in LISTS:
        return [f"- NV{n}: " + "việc " * 40 for n in range(1, 11)]
    if name in NAMES:
        return ", ".join(f"Phòng Kế hoạch Khoa học {n}" for n in range(1, 13))
    if name in ("due", "old", "new", "day"):
        return day(date(2026, 9, 20))
    if name in ("at", "now", "until"):
        return moment(A_WEDNESDAY, OFFICE_ZONE)
    if name == "last":
        return text("last.word", said="đang chờ số liệu " * 7, at=moment(A_WEDNESDAY, OFFICE_ZONE))
    if name == "attached":
        return text("report.attached")
    if name in ("n", "count", "late", "page", "pages", "next", "version") or name.endswith("_in"):
        return 12
    if name in ("code", "example", "report"):
        return "NV12/TTTT-UD"
    return "Phổ biến, tuyên truyền về khoa học, công nghệ và chuyển đổi số trên trang thông…"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_every_text_fits_one_message_and_every_label_its_button(key: str, language: str) -> None:
    is_button = key.startswith("button.")
    facts = {name: ordinary(name) for name in blanks(language)[key]}

    said = render(key, language, facts)

    assert utf16(said) < (LONGEST_LABEL if is_button else LONGEST_TEXT)
    assert "{" not in said
    assert not is_button or "\n" not in said


# --- the catalogue and the code -----------------------------------------------------------------


def sources() -> Iterator[ast.AST]:
    for package in ("bot", "scheduler", "storage"):
        for path in sorted((ROOT / package).rglob("*.py")):
            inside = path.relative_to(ROOT).parts[:2]
            if inside not in (("bot", "sandbox"), ("bot", "demo"), ("storage", "migrations")):
                yield ast.parse(path.read_text(encoding="utf-8"))


def literals() -> set[str]:
    """Every string in the code that is not a docstring or a piece of an f-string."""
    found = set()
    for tree in sources():
        bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        pieces = {
            id(piece)
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            for piece in node.values
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or id(node) in bare | pieces:
                continue
            if isinstance(node.value, str):
                found.add(node.value)
    return found


def prefixes() -> set[str]:
    """The fixed beginnings of keys that code puts together: "told." of f"told.{step}"."""
    sections = {key.rpartition(".")[0] + "." for key in KEYS}
    found = set()
    for tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                found.add(str(node.values[0].value))
    return found & sections


def pieces() -> tuple[set[str], set[str]]:
    """The fixed beginnings and ends of whatever strings code puts together: f"move_{step}"."""
    begins, ends = set[str](), set[str]()
    for tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                first, last = node.values[0], node.values[-1]
                if isinstance(first, ast.Constant) and re.search(r"[a-z]_$", str(first.value)):
                    begins.add(str(first.value))
                if isinstance(last, ast.Constant) and re.match(r"_[a-z]", str(last.value)):
                    ends.add(str(last.value))
    return begins, ends


def asked_for() -> Iterator[str]:
    """Keys given whole: text("x.y"), render("x.y", …), Answer(text="x.y" if … else "x.z")."""
    for tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func).rpartition(".")[2]
            given: list[ast.AST] = []
            if called in ("text", "render") and node.args:
                given = [node.args[0]]
            elif called == "Answer":
                given = [word.value for word in node.keywords if word.arg == "text"]
            for each in given:
                branches = [each.body, each.orelse] if isinstance(each, ast.IfExp) else [each]
                for branch in branches:
                    # SQL is a text as well, of SQLAlchemy's; no key has a blank.
                    if isinstance(branch, ast.Constant) and " " not in str(branch.value):
                        yield str(branch.value)


def steps_told() -> Iterator[str]:
    """The steps of `asked.tell(readers, "accepted", …)` and of notices that tell something."""
    for tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func).rpartition(".")[2]
            named = {word.arg: word.value for word in node.keywords}
            if called == "tell" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                yield f"told.{node.args[1].value!s}"
            kind, step = named.get("kind"), named.get("step")
            if called == "Notice" and kind is not None and isinstance(step, ast.Constant):
                if ast.unparse(kind) == "Kind.TOLD":
                    yield f"told.{step.value!s}"
                if ast.unparse(kind) == "Kind.DIGEST":
                    yield f"digest.{step.value!s}"


def test_every_text_that_code_asks_for_exists() -> None:
    wanted = {*asked_for(), *steps_told()}

    assert len(wanted) > 50, "the scan finds what code asks for"
    assert wanted <= set(KEYS)


def test_every_string_that_looks_like_a_key_is_one() -> None:
    """Keys that reach `text()` through a variable: `return "item.urge"`."""
    sections = "|".join({key.partition(".")[0] for key in KEYS if "." in key})
    like_a_key = re.compile(rf"(?:{sections})\.[a-z_]+")

    assert {word for word in literals() if like_a_key.fullmatch(word)} <= set(KEYS)


def test_every_text_is_used_by_something() -> None:
    words, built = literals(), prefixes()

    begins, ends = pieces()

    def is_used(key: str) -> bool:
        section, _, name = key.rpartition(".")
        if key in words or (f"{section}." in built and name in words):
            return True
        cut = {key.removeprefix(each) for each in begins} | {name.removeprefix(b) for b in begins}
        return bool(cut & words) or any(key.removesuffix(each) in words for each in ends)

    assert not {key for key in KEYS if not is_used(key)}


def test_whatever_a_reply_may_mean_has_its_words() -> None:
    assert {f"meaning.{intent.value}" for intent in Intent} <= set(KEYS)
    assert {f"recorded.{intent}" for intent in RECORDED} - {"recorded.done"} <= set(KEYS)


def test_every_cycle_that_falls_due_has_a_name() -> None:
    without_a_day = {CycleKind.ADHOC, CycleKind.PERIODIC_UNSPECIFIED}  # nothing of theirs opens

    assert {f"cycle.{kind.value}" for kind in set(CycleKind) - without_a_day} <= set(KEYS)


def test_whatever_a_closed_duty_may_be_has_its_word() -> None:
    """Task duties take no entry once accepted or cancelled; reports none but while handable."""
    closed = {State.ACCEPTED, State.CANCELLED, State.REPORTED}

    assert not closed & set(HANDABLE)
    assert {f"state.{state.value}" for state in closed} <= set(KEYS)


# --- what we tell people to type ----------------------------------------------------------------

_QUOTED = re.compile("“([^“”{}…]+)”")
_ABOUT_NOTHING = Context(asked="NV3", items=((1, "NV3"), (2, "NV4")))


def examples() -> Iterator[tuple[str, str, str]]:
    """(language, key, example): whatever a text puts in quotes for people to copy in chat."""
    for language in LANGUAGES:
        for key, words in catalogue(language).items():
            if key.startswith("init."):
                continue  # asked at a terminal: tests/bot/test_init.py
            for filled in _QUOTED.findall(words.replace("{code}", "NV3").replace("{n}", "1")):
                yield language, key, filled


@pytest.mark.parametrize(("language", "key", "example"), list(examples()))
def test_an_example_we_give_is_understood(language: str, key: str, example: str) -> None:
    if action_of(without_courtesy(example)) is not None:
        return
    if find_moment(fold(example), A_WEDNESDAY, WorkCalendar()) is not None:
        return  # the answer to “by which day?”

    answered = verdict(
        named(example).words, A_WEDNESDAY.date(), WorkCalendar(), asked_for=date(2026, 9, 20)
    )
    if answered.word is not Word.NEITHER:
        return

    meant = understand(example, A_WEDNESDAY, "task", _ABOUT_NOTHING)

    assert meant.sure
    assert meant.intent is not Intent.OTHER


def test_every_promise_of_the_next_slot_is_known_as_one() -> None:
    """While the service is silent they are said with a note: `bot.receiving.silence`."""
    says = ("khung nhắc tới", "lượt nhắc tới", "sẽ nhắc")
    answers = ("recorded.", "head.", "plan.")
    found = {
        key
        for key, words in catalogue("vi").items()
        if key.startswith(answers) and any(each in words for each in says)
    }
    assert found <= PROMISES
    assert catalogue("vi").keys() >= PROMISES
