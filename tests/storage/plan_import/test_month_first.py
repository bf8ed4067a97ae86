"""Days in a column that has the month first are read so, with a warning; others as ever."""

import csv
import io

import pytest

from storage.plan_import import read_plan


@pytest.mark.parametrize(
    ("days", "expected", "is_said"),
    [
        (("12/25/2026", "09/10/2026"), ["2026-12-25", "2026-09-10"], True),
        (("9/10/26", "11/30/26"), ["2026-09-10", "2026-11-30"], True),
        (("trước 10/15/2026", "9/5/2026"), ["2026-10-14", "2026-09-05"], True),
        (("25/12/2026", "09/10/2026"), ["2026-12-25", "2026-10-09"], False),
        (("5/12/2026", "09/10/2026"), ["2026-12-05", "2026-10-09"], False),
        (("12/25/2026", "25/12/2026"), [None, "2026-12-25"], False),  # neither way: one is asked
    ],
)
def test_a_column_of_days(days: tuple[str, str], expected: list[str | None], is_said: bool) -> None:
    file = io.StringIO()
    csv.writer(file).writerows(
        [
            ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn"),
            ("1", "Xây dựng kiến trúc số của Sở.", "Phòng Hành chính", days[0]),
            ("2", "Tập huấn kỹ năng số cho công chức.", "Phòng Kế hoạch", days[1]),
        ]
    )
    draft = read_plan("a.csv", file.getvalue().encode())
    found = [draft.to_json()["tasks"][n]["timing"].get("due") for n in range(2)]
    assert found == expected
    assert any("tháng trước ngày" in each.text for each in draft.warnings) is is_said
    assert bool(draft.questions) is (None in expected)
