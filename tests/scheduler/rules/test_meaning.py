"""Deadline phrases and what they mean: a table, what must not be guessed, and what always holds."""

import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.phrase_lines import read
from scheduler.rules.calendar import DAY
from scheduler.rules.meaning import Meaning, meanings
from scheduler.rules.office_hours import Office
from scheduler.rules.words import fold
from tests.builders import on
from tests.scheduler.rules.phrase_score import labelled, wrong

MONDAY = date(2026, 8, 3)
OFFICE = Office()
LINES = (Path(__file__).parent / "phrase_table.txt").read_text(encoding="utf-8").splitlines()
TABLE = [tuple(line.split(" => ")) for line in LINES if not line.startswith("#")]
ENGLISH = LINES.index("# English")


def short(meaning: Meaning) -> str:
    """A meaning as the table writes it."""
    form = meaning.to_json()
    clock = f" {form['time']}" if "time" in form else ""
    if "cycle" in form:
        return f"{form['cycle']} {form['rrule_due'] or 'no day'}{clock}"
    match form["kind"]:
        case "deadline":
            return f"due {form['due']}{clock}"
        case "window":
            return f"{form['start']} to {form['due']}{clock}"
        case "conditional":
            return "conditional"
    rest = ("month_day", "start", "end", "review")
    return " ".join([form["kind"], *(f"{name} {form[name]}" for name in rest if form.get(name))])


def said(phrase: str, day: date = MONDAY) -> str:
    return " & ".join(short(each) for each in read(phrase, day, 4))


def template(phrase: str) -> str:
    """A phrase with its numbers, weekdays, months and units taken out."""
    plain = re.sub(
        r"thu (hai|ba|tu|nam|sau|bay)\b|chu nhat|\b\w+day\b|\b(january|february|march|april|june"
        r"|july|august|september|october|november|december)\b",
        "NAME",
        fold(phrase),
    )
    plain = re.sub(
        r"\b(ngay|tuan|thang|quy|nam|days?|weeks?|months?|quarters?|years?)\b", "U", plain
    )
    return re.sub(r"\d+|\b[iv]+\b", "N", plain)


@pytest.mark.parametrize(("phrase", "meaning"), TABLE)
def test_a_phrase_means(phrase: str, meaning: str) -> None:
    assert said(phrase) == meaning


def test_the_table_is_wide() -> None:
    templates = {template(phrase) for phrase, _ in TABLE}
    not_guessed = {phrase for phrase, meaning in TABLE if meaning in ("unknown", "none")}

    assert len(templates) >= 150
    assert len(not_guessed) >= 60


@pytest.mark.parametrize("row", labelled(), ids=lambda row: row["id"])
def test_labelled_phrases_are_as_the_file_says(row: dict[str, str]) -> None:
    """Each row alone, so that a failure names it."""
    assert list(wrong([row])) == []


# --- whatever is typed --------------------------------------------------------------------------

VIETNAMESE = [pair for pair in TABLE if LINES.index(" => ".join(pair)) < ENGLISH]


@pytest.mark.parametrize(("phrase", "meaning"), VIETNAMESE)
def test_accents_forms_and_case_change_nothing(phrase: str, meaning: str) -> None:
    assert said(unicodedata.normalize("NFD", phrase)) == meaning
    assert said(phrase.replace(" ", "\u00a0")) == meaning
    assert said(fold(phrase)) == meaning


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=300)
def test_no_text_is_refused(text: str) -> None:
    found = meanings(text, MONDAY, OFFICE)

    assert found
    for each in found:
        form = each.to_json()
        assert ("kind" in form) != ("cycle" in form)
        assert len(form["next"]) == len(form["advise"]) <= 4
        assert form["why"]


WORDS = """
trước ngày tháng năm quý thứ 5 hai hằng tuần mỗi và đến hết chậm nhất từ sau trong vòng làm việc kể
cuối đầu của báo cáo 6 9 10 15 31 2026 II 17h 15/8/2026 29/2 31/12 Tết kỳ lần một , ; ( ) - /
""".split()  # noqa: SIM905  a list of forty words reads better as a line


@given(
    st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join),
    st.dates(on("2020-01-01"), on("2090-01-01")),
)
@settings(deadline=None, max_examples=300)
def test_words_of_time_in_any_order_are_answered(text: str, day: date) -> None:
    for each in meanings(text, day, OFFICE):
        assert list(each.next) == sorted(set(each.next))
        assert all(due >= day for due in each.next)
        assert all(advice <= due for advice, due in zip(each.advise, each.next, strict=True))


@given(st.dates(on("2024-01-02"), on("2035-12-31")))
@settings(deadline=None)
def test_before_a_day_is_by_the_day_before(day: date) -> None:
    eve = day - DAY

    for written in ("%d/%m/%Y", "%d.%m.%Y", "ngày %d tháng %m năm %Y", "ngày %d-%m-%Y"):
        assert said(f"trước {day:{written}}") == said(f"chậm nhất {eve:{written}}")
        assert said(f"trước {day:{written}}") == f"due {eve.isoformat()}"


# --- days, advice, reasons ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "day", "following", "advise"),
    [
        # DOMAIN.md §5, test dates: hand in on the last working day before.
        ("trước ngày 10/11/2025", "2025-10-01", ["2025-11-09"], ["2025-11-07"]),
        ("trước ngày 10 hàng tháng", "2026-05-01", ["2026-05-09"], ["2026-05-08"]),
        ("trước ngày 10 hàng tháng", "2026-08-01", ["2026-08-09"], ["2026-08-07"]),
        ("Hàng năm, trước ngày 25 tháng 10", "2026-08-01", ["2026-10-24"], ["2026-10-23"]),
        ("ngày làm việc cuối cùng của tháng", "2026-04-01", ["2026-04-30"], ["2026-04-29"]),
        ("trước thứ 5 hàng tuần", "2026-02-16", ["2026-02-18"], ["2026-02-13"]),
        ("ngày 30 hàng tháng", "2027-02-01", ["2027-02-28"], ["2027-02-26"]),
        # A window is due on its last day; what is past, ongoing or waiting has no next day.
        ("Quý III/2026", "2026-08-03", ["2026-09-30"], ["2026-09-30"]),
        ("Quý III/2026", "2026-10-01", [], []),
        ("Năm 2026 và những năm tiếp theo", "2026-08-03", [], []),
        ("Sau khi có hướng dẫn", "2026-08-03", [], []),
        ("Hằng năm", "2026-08-03", ["2026-12-31"], ["2026-12-31"]),
        ("hằng năm, giai đoạn 2020 - 2025", "2026-08-03", [], []),
    ],
)
def test_the_next_day_and_the_day_to_hand_in(
    phrase: str, day: str, following: list[str], advise: list[str]
) -> None:
    (found,) = read(phrase, on(day), 1)

    assert [due.isoformat() for due in found.next] == following
    assert [due.isoformat() for due in found.advise] == advise


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("trước ngày 15/8/2026", "“Trước” không gồm mốc đã nêu"),
        ("trước ngày 10/8/2026", "là ngày nghỉ: nên gửi thứ Sáu 07/08/2026"),
        ("12/2026", "hạn đến hết tuần, tháng đó"),
        ("trong 10 ngày kể từ ngày 03/8/2026", "Điều 147 Bộ luật Dân sự 2015"),
        ("hai tuần một lần, vào thứ Hai", "Báo cáo 2 tuần một lần"),
        ("hai tuần một lần, vào thứ Hai", "tính từ thứ Hai 03/08/2026"),
        ("đầu quý IV/2026", "không rõ ngày nào"),
        ("trước ngày 31/9/2026", "không có trên lịch"),
        ("định kỳ", "bao lâu một lần"),
        ("Kế hoạch số 1570/KH-UBND", "không nêu thời gian"),
        ("chậm nhất 17h ngày 14/8/2026", "chậm nhất 17:00"),
        ("trước 17h ngày 10 hằng tháng", "chậm nhất 17:00"),
        ("Hằng năm", "không nêu ngày nên tính đến hết 31/12"),
        ("thứ Hai, ngày 15/8/2026", "không khớp với thứ"),
        ("đầu quý IV/2026", "ghi rõ ngày cuối cùng"),
        ("tr??c ngày 10/8/2026", "lỗi phông"),
        ("trước ngày 10 hằng tháng " * 100, "quá dài"),
    ],
)
def test_the_reason_says_how_it_was_read(phrase: str, says: str) -> None:
    (found,) = read(phrase, MONDAY, 1)

    assert says in found.why


def test_every_two_weeks_begin_on_the_first_such_day_from_the_day_of_reading() -> None:
    (found,) = read("hai tuần một lần, vào thứ Hai", on("2026-08-05"), 3)

    assert [day.isoformat() for day in found.next] == ["2026-08-10", "2026-08-24", "2026-09-07"]
