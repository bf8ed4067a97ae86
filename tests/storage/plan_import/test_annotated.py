"""The annotated plans of ../shared, and changed copies of the one the service is built for.

A changed copy has other units, other dates, other reporting days and its tasks in another order, so
nothing that was learned by heart from the original helps. The changes and the expected answers are
drawn from a seeded generator.
"""

import json
import random
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scheduler.rules.recurrence import WEEKDAYS
from storage.plan_import import read_plan

SHARED = Path(__file__).parents[3] / ".." / "shared"
SEEDS, GOLD = SHARED / "seeds", SHARED / "gold"
NAMES = sorted(path.stem for path in GOLD.glob("*.json"))
MAIN = next((name for name in NAMES if name.startswith("002")), "")

pytestmark = pytest.mark.skipif(not MAIN, reason="no annotated plans: ../shared is absent")

NEW_UNITS = [
    "Phòng Kế hoạch – Tài vụ",
    "Phòng Năng lượng và Môi trường biển",
    "Phòng Tổ chức cán bộ",
    "Phòng Thủy sản",
    "Phòng Kiểm định Chất lượng Giống",
    "Phòng Hợp tác và Đối ngoại",
    "Phòng Pháp chế, Thanh tra",
    "Trung tâm Dữ liệu - Quan trắc",
    "Trung tâm Khuyến công và Tư vấn phát triển",
    "Chi cục Bảo vệ Rừng",
]
ROMAN = ["", "I", "II", "III", "IV"]
WEEKDAY_WORDS = ["2", "Ba", "tư", "5", "Sáu"]


def figures(tmp_path: Path, gold: Path, texts: dict[str, str]) -> dict[str, Any]:
    """What the scorer, a program of its own, says about our drafts: by document."""
    drafts, result = tmp_path / "drafts", tmp_path / "figures.json"
    drafts.mkdir()
    for name, text in texts.items():
        form = read_plan(f"{name}.txt", text.encode()).to_json()
        (drafts / f"{name}.json").write_text(json.dumps(form), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, GOLD / "score.py", drafts, gold, "-v", "--json", result],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    sys.stdout.write(run.stdout)  # pytest shows it when a figure is not what it should be
    documents: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))["documents"]
    return documents


def text_of(name: str) -> str:
    return (SEEDS / f"{name}.txt").read_text(encoding="utf-8")


def assert_all_right(figures: dict[str, Any]) -> None:
    wanted = ("P", "R", "lead", "kind", "due", "start", "repP", "repR")
    assert {key: figures[key] for key in wanted} == dict.fromkeys(wanted, 1.0)


def test_the_annotated_plans_are_read(tmp_path: Path) -> None:
    documents = figures(tmp_path, GOLD, {name: text_of(name) for name in NAMES})

    main = documents[MAIN]
    assert_all_right(main)
    assert (main["gold_tasks"], main["gold_reports"]) == (21, 6)
    for found in documents.values():
        assert set(found["plan"].values()) == {True}
        assert min(found[key] for key in ("F1", "lead", "kind")) >= 0.95


@pytest.mark.parametrize("seed", range(5))
def test_a_changed_copy_is_read_without_a_mistake(seed: int, tmp_path: Path) -> None:
    annotated = json.loads((GOLD / f"{MAIN}.json").read_text(encoding="utf-8"))
    copy = changed(text_of(MAIN), annotated, random.Random(seed))
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / f"{MAIN}.json").write_text(json.dumps(copy.gold), encoding="utf-8")

    assert_all_right(figures(tmp_path, gold, {MAIN: copy.text})[MAIN])


# --- changing a plan ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Copy:
    text: str
    gold: dict[str, Any]


def changed(text: str, gold: dict[str, Any], rng: random.Random) -> Copy:
    copy = with_other_times(text, gold, rng)
    copy = with_other_units(copy.text, copy.gold, rng)
    copy = with_other_reports(copy.text, copy.gold, rng)
    return Copy(in_another_order(copy.text, rng), copy.gold)


def a_time(rng: random.Random) -> tuple[str, dict[str, Any]]:
    year, quarter, month = rng.randint(2026, 2028), rng.randint(2, 4), rng.randint(1, 9)
    begins = f"{year}-{3 * quarter - 2:02}-01"
    ends = {2: f"{year}-06-30", 3: f"{year}-09-30", 4: f"{year}-12-31"}[quarter]
    from_year = {"kind": "ongoing", "start": f"{year}-01-01"}
    choices: list[tuple[str, dict[str, Any]]] = [
        (f"Trước ngày 15/{month}/{year}", deadline(f"{year}-{month:02}-14")),
        (f"Chậm nhất ngày 15 tháng {month} năm {year}", deadline(f"{year}-{month:02}-15")),
        (f"Trước quý {ROMAN[quarter]}/{year}", before_quarter(year, quarter)),
        (f"12/{year}", deadline(f"{year}-12-31")),
        (f"Quý {ROMAN[quarter]}/{year}", window(begins, ends)),
        (f"Quý I–{ROMAN[quarter]}/{year}", window(f"{year}-01-01", ends)),
        (f"Năm {year}", window(f"{year}-01-01", f"{year}-12-31")),
        (f"Năm {year} và những năm tiếp theo", from_year),
        (f"Từ năm {year}, thực hiện thường xuyên", from_year),
        ("Thường xuyên", {"kind": "ongoing", "start": None}),
        ("Hàng năm", {"kind": "yearly"}),
        ("Khi Bộ ban hành quy định mới", {"kind": "conditional"}),
    ]
    return rng.choice(choices)


def deadline(due: str) -> dict[str, Any]:
    return {"kind": "deadline", "due": due}


def window(start: str, due: str) -> dict[str, Any]:
    return {"kind": "window", "start": start, "due": due}


def before_quarter(year: int, quarter: int) -> dict[str, Any]:
    return deadline({2: f"{year}-03-31", 3: f"{year}-06-30", 4: f"{year}-09-30"}[quarter])


def with_other_times(text: str, gold: dict[str, Any], rng: random.Random) -> Copy:
    labelled = iter(task for task in gold["tasks"] if task["assigned_by"] == "label")

    def another(found: re.Match[str]) -> str:
        phrase, timing = a_time(rng)
        next(labelled).update(timing_text=phrase, timing=timing, timing_alt=[])
        return f"{found[1]}{phrase}"

    text = re.sub(r"(- Thời gian ?: )(.*)", another, text)
    assert next(labelled, None) is None
    return Copy(text, gold)


def with_other_units(text: str, gold: dict[str, Any], rng: random.Random) -> Copy:
    old = [unit for unit in gold["units"] if unit["type"] in ("phong", "don_vi_su_nghiep")]
    old = [unit for unit in old if "mentioned" not in unit["roles"]]
    new = dict(zip((unit["name"] for unit in old), rng.sample(NEW_UNITS, len(old)), strict=True))
    for unit in old:
        for spelling in sorted({unit["name"], *unit["aliases"]}, key=len, reverse=True):
            words = re.split(r"\s*[-–]\s*|\s+", spelling)
            if len(words) > 2:
                wanted = r"\s*[-–]?\s*".join(map(re.escape, words))
                for written in set(re.findall(wanted, text)):
                    text = text.replace(written, broken(new[unit["name"]], written))
    form = json.dumps(gold, ensure_ascii=False)
    for unit in old:
        for spelling in sorted({unit["name"], *unit["aliases"]}, key=len, reverse=True):
            form = form.replace(json.dumps(spelling, ensure_ascii=False)[1:-1], new[unit["name"]])
    return Copy(text, json.loads(form))


def broken(name: str, written: str) -> str:
    """The new name, over two lines where the old one was."""
    if "\n" not in written:
        return name
    words = name.split()
    return " ".join(words[:-2]) + " \n\n" + " ".join(words[-2:])


def with_other_reports(text: str, gold: dict[str, Any], rng: random.Random) -> Copy:
    weekday, day, month = rng.randrange(5), rng.randint(2, 25), rng.randint(1, 12)
    text = text.replace("trước thứ 5 hàng", f"trước thứ {WEEKDAY_WORDS[weekday]} hàng")
    text = text.replace("trước ngày 10", f"trước ngày {day}").replace(
        "11 hàng năm", f"{month} hàng năm"
    )
    rules = {
        "weekly": f"FREQ=WEEKLY;BYDAY={WEEKDAYS[(weekday - 1) % 7]}",
        "monthly": f"FREQ=MONTHLY;BYMONTHDAY={day - 1}",
        "quarterly": f"FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY={day - 1}",
        "semiannual": f"FREQ=YEARLY;BYMONTH=6;BYMONTHDAY={day - 1}",
        "nine_month": f"FREQ=YEARLY;BYMONTH=9;BYMONTHDAY={day - 1}",
        "annual": f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day - 1}",
    }
    for entry in gold["reporting"]:
        entry.update(rrule_due=rules.get(entry["cycle"]), rrule_alt=[])
    return Copy(text, gold)


def in_another_order(text: str, rng: random.Random) -> str:
    """Shuffle the lettered tasks under each numbered heading, and give them letters anew."""
    pieces = re.split(r"(?m)^(?= ?[a-d]\) )", text)
    result, group = [pieces[0]], []
    for piece in pieces[1:]:
        task, rest = split_after_time(piece)
        group.append(task)
        if rest.strip():
            rng.shuffle(group)
            result += [
                f"{letter}) {each.split(') ', 1)[1]}"
                for letter, each in zip("abcd", group, strict=False)
            ]
            result.append(rest)
            group = []
    return "".join(result)


def split_after_time(piece: str) -> tuple[str, str]:
    end = re.search(r"- Thời gian ?: .*\n+", piece)
    assert end
    return piece[: end.end()], piece[end.end() :]
