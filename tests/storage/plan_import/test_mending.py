"""What printing, copying and scanning do to a plan is mended or asked about, never guessed."""

from datetime import date

import pytest

from scheduler.rules.phrases import Unknown, read_timing
from scheduler.rules.timing import Deadline, Ongoing, Timing, Window, Yearly
from storage.plan_import import Draft, read_plan
from storage.plan_import.readers.pages import without_running_lines
from storage.plan_import.units import gather

PLAN = """SỞ MẪU
Số: 1570/KH-SM
Tỉnh Mẫu, ngày 05 tháng 10 năm 2026
KẾ HOẠCH
Công tác quý IV năm 2026
I. MỤC ĐÍCH
1. Nâng cao chất lượng giải quyết thủ tục hành chính.
II. NHIỆM VỤ
1. Rà soát quy trình giải quyết hồ sơ theo Kế hoạch số 95/KH-UBND của Ủy ban
nhân dân tỉnh, gắn với phát triển kinh tế - xã hội của địa phương và
công bố kết quả trên trang thông tin của Sở trước khi áp dụng cho cả năm.
- Đơn vị chủ trì: Phòng Hành chính - Tổng hợp
- Đơn vị phối hợp: Trung tâm Mẫu; Phòng Kế hoạch
- Thời gian: 10/2026
2. Tập huấn chuyển đổi số cho viên chức của các đơn vị.
- Đơn vị chủ trì: Phòng Hành chính - Tổng hợp
- Thời gian: Quý IV/2026
3. Duy trì trang thông tin của Sở và trả lời ý kiến của người dân.
- Đơn vị chủ trì: Trung tâm Mẫu
- Thời gian: Thường xuyên"""
PLACES = (  # before these a page may end
    "nhân dân tỉnh, gắn",
    "công bố kết quả",
    "2. Tập huấn",
)


def read(text: str) -> Draft:
    return read_plan("a.txt", text.encode())


def told(draft: Draft) -> tuple[object, ...]:
    tasks = [(t.ref, t.text, t.lead, t.support, t.timing) for t in draft.tasks]
    return draft.plan, tasks, draft.questions


def paged(*between: str, places: tuple[str, ...] = PLACES) -> str:
    """The plan on four pages, or on fewer, with these lines where one ends and the next begins."""
    text = PLAN
    for n, place in enumerate(places, 1):
        lines = "\n".join(between).replace("#", str(n)).replace("@", str(n + 1))
        text = text.replace(place, f"{lines}\n{place}")
    return text


@pytest.mark.parametrize(
    "text",
    [
        paged("Trang #/4"),
        paged("Trang #"),
        paged("", "- # -", ""),
        paged("– # –"),
        paged("", "Kế hoạch của Sở Mẫu năm 2026", "#", "", places=PLACES[1:]),
        paged("#", ""),
        paged("Trang số #", ""),
        paged("Trang #/4", "KẾ HOẠCH CÔNG TÁC CỦA SỞ MẪU"),
        paged("", "#", "Sở Mẫu - Văn phòng", ""),
        paged("\fKế hoạch công tác của Sở Mẫu"),
        paged("Lưu hành nội bộ", "\f@"),
        paged("Lưu hành nội bộ"),
        PLAN.replace("chuyển", "chuy\u00adển").replace("Trung", "Tr\u200bung"),
        *(PLAN.replace("-", hyphen) for hyphen in "\u2010\u2011\u2212"),
        PLAN.replace("\n- ", "\n– "),
        PLAN.replace("\n- ", "\n● "),
        PLAN.replace("1570/KH-SM", "1570 / KH - SM").replace("95/KH-UBND", "95 /KH - UBND"),
        PLAN.replace("95/KH-UBND", "95/\nKH-UBND"),
        PLAN.replace("95/KH-UBND", "95/KH-\nUBND"),
        PLAN.replace("kinh tế - xã hội", "kinh tế\n- xã hội"),
        PLAN.replace("Trung tâm Mẫu; Phòng", "Trung tâm Mẫu;\nPhòng"),
        PLAN.replace("\n", "\n\n"),
        PLAN.replace("\n", "\r\n"),
        PLAN.replace(" ", "\u00a0"),
    ],
)
def test_what_paper_adds_changes_nothing(text: str) -> None:
    assert told(read(text)) == told(read(PLAN))


@pytest.mark.parametrize(
    ("names", "meant", "asked"),
    [
        (["Sở Nộl vụ"], "Sở Nội vụ", True),
        (["Sở Nộl vụ", "Sở Nội vụ"], "Sở Nội vụ", True),
        (["Phòng Tài chlnh", "Phòng Tài chính"], "Phòng Tài chính", True),
        (["Sỡ Nội vụ", "Sở Nội vụ"], "Sở Nội vụ", True),
        (["Phòng Tổng hơp", "Phòng Tổng hợp", "Phòng Tổng hợp"], "Phòng Tổng hợp", True),
        (["Phòng Tổ cbức cán bộ", "Phòng Tổ chức cán bộ"], "Phòng Tổ chức cán bộ", True),
        (["Ban Cáu sự đảng tỉnh", "Ban Cán sự đảng tỉnh"], "Ban Cán sự đảng tỉnh", True),
        (["Sở KH&CN", "Sở KH&CN", "Sở Khoa học và Công nghệ"], "Sở Khoa học và Công nghệ", True),
        (["Văn phòng HĐND & UBND", "Văn phòng HĐND và UBND"], "Văn phòng HĐND & UBND", False),
        (["Phòng Hành chính-Tổng hợp", "Phòng Hành chính – Tổng hợp"], None, False),
    ],
)
def test_a_slip_in_a_name_is_asked_about(names: list[str], meant: str | None, asked: bool) -> None:
    said = [*names, names[-1]] if asked else names
    units = gather(said)

    assert [unit.name for unit in units.units] == [meant or names[0]]
    assert bool(units.doubtful) == asked


@pytest.mark.parametrize(
    "names",
    [
        ["Phòng Khám A", "Phòng Khám B"],
        ["Phòng Nghiệp vụ 1", "Phòng Nghiệp vụ l1"],
        ["Sở Y tế", "Sở V tế"],
        ["Phòng Kế hoạch", "Phòng Kế toán"],
        ["Phòng IoT", "Trung tâm Logistics"],
    ],
)
def test_other_names_stay_apart(names: list[str]) -> None:
    assert [unit.name for unit in gather(names).units] == names


def test_a_name_with_a_slip_means_what_the_rest_of_the_plan_says() -> None:
    text = PLAN.replace("Phòng Kế hoạch\n", "Phòng Kế hoacb\n").replace(
        "người dân.", "người dân, sau khi Phòng Kế hoạch có ý kiến với Phòng Kế hoạch."
    )

    draft = read(text)

    assert draft.tasks[0].support == ("Trung tâm Mẫu", "Phòng Kế hoạch")
    (question,) = draft.questions
    assert (question.about, question.proposed) == ("Phòng Kế hoạch", "đúng")


DUE = Deadline(due=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("phrase", "timing"),
    [
        ("thàng 12/2026", DUE),
        ("l2/2026", DUE),
        ("tháng I2/2026", DUE),
        ("31/l2/2O26", DUE),
        ("31 / 12 / 2026", DUE),
        ("3O/6/2026", Deadline(due=date(2026, 6, 30))),
        ("Truớc ngày 3O/l1/2026", Deadline(due=date(2026, 11, 29))),
        ("Qúy IV/2026", Window(start=date(2026, 10, 1), due=date(2026, 12, 31))),
        ("Quý lV/2026", Window(start=date(2026, 10, 1), due=date(2026, 12, 31))),
        ("Thuờng xuyên", Ongoing()),
        ("Hàng nãm", Yearly()),
        ("Năm 2026 và nhũng năm tiếp theo", Ongoing(start=date(2026, 1, 1), reviewed_yearly=True)),
        # What may be two dates is asked about.
        ("ngày 1 5/8/2026", None),
        ("1 5/8/2026", None),
        ("3l/9/2026", None),
        ("Quý VI/2026", None),
    ],
)
def test_a_slip_in_a_date_is_read_or_asked_about(phrase: str, timing: Timing | None) -> None:
    assert read_timing(phrase) == (timing or Unknown(phrase=phrase))


def test_a_line_that_ends_a_bracket_is_no_section() -> None:
    text = PLAN.replace(
        "2. Tập huấn", "2. Quán triệt Kết luận của Ban Bí thư (khóa\nXII). Tập huấn"
    )

    assert [task.ref for task in read(text).tasks] == [task.ref for task in read(PLAN).tasks]


def test_the_same_label_at_the_foot_of_every_page_stays() -> None:
    lines = []
    for n in range(1, 5):
        lines += [f"{n}. Rà soát hồ sơ của đợt {n} trong năm.", "- Đơn vị chủ trì: Phòng Mẫu"]
        lines += ["- Thời gian: Thường xuyên", f"Trang {n}"]

    draft = read("\n".join(["KẾ HOẠCH", "Năm 2027", "I. NHIỆM VỤ", *lines]))

    assert [task.timing for task in draft.tasks] == [Ongoing()] * 4
    assert [task.lead for task in draft.tasks] == [("Phòng Mẫu",)] * 4
    assert "Trang" not in str(draft.tasks)


@pytest.mark.parametrize("on_a_page", range(12, 33, 4))
def test_what_is_said_of_task_after_task_is_no_running_heading(on_a_page: int) -> None:
    lines = [
        line
        for n in range(1, 41)
        for line in (
            f"{n}. Rà soát hồ sơ của đợt {n}.",
            "- Đơn vị phối hợp: Công an tỉnh; Hiệp hội Du",
            "lịch; Trung tâm Xúc tiến đầu tư",
        )
    ]
    pages = [lines[n : n + on_a_page] for n in range(0, len(lines), on_a_page)]
    assert without_running_lines(pages) == lines
    headed = [["SỞ MẪU – KẾ HOẠCH NĂM 2027", *page, f"Trang {n}"] for n, page in enumerate(pages)]
    assert without_running_lines(headed) == lines
