"""An amended plan keeps what stays and tells of what does not; a withdrawn one ends."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import and_, select

from storage.tables import cycles, duties, plans, tasks, units
from tests.bot.conversation.conftest import PLAN, an_office
from tests.bot.conversation.test_plan_by_chat import rows, send_plan
from tests.fakes import OfficeInMemory

LATER = ("Trước ngày 15/8/2026", "Trước ngày 25/8/2026")
SOONER = ("Trước ngày 15/8/2026", "Trước ngày 12/8/2026")
FOR_EVER = ("Trước ngày 15/8/2026", "Thường xuyên")
EACH_YEAR = ("Trước ngày 15/8/2026", "Hằng năm")
ONCE_READY = ("Trước ngày 15/8/2026", "Sau khi có hướng dẫn")
REWORDED = (
    "Xây dựng quy chế làm việc của Sở.",
    "Xây dựng quy chế làm việc của các phòng thuộc Sở.",
)
OTHER_LEAD = (
    "a) Xây dựng quy chế làm việc của Sở.\n\n- Phòng chủ trì: Phòng Hành chính",
    "a) Xây dựng quy chế làm việc của Sở.\n\n- Phòng chủ trì: Phòng Kế hoạch",
)
GONE = (PLAN[PLAN.index("a) Xây") : PLAN.index("b) Rà")], "")
NEW_TASK = (
    "IV. TỔ CHỨC",
    "đ) Tập huấn kỹ năng số cho công chức.\n\n- Phòng chủ trì: Phòng Kế hoạch\n\n"
    "- Thời gian: Trước ngày 10/9/2026\n\nIV. TỔ CHỨC",
)
Change = tuple[str, str]

OTHER = """KẾ HOẠCH
Tổng kết công tác năm 2026
II. NHIỆM VỤ
1. Phòng Hành chính chủ trì xây dựng báo cáo tổng kết, xong trước ngày 30/9/2026.
2. Phòng Kế hoạch lập danh mục khen thưởng, xong trước ngày 15/10/2026.
"""


def amended(*changes: Change) -> str:
    words = PLAN
    for old, new in changes:
        assert old in words
        words = words.replace(old, new)
    return words


async def amend(office: OfficeInMemory, *changes: Change) -> str:
    """What is said of an amended plan once it is confirmed."""
    await send_plan(office, amended(*changes), name=f"sua-doi-{office.heard}.txt")
    await office.say("Khánh", "lấy hết đề xuất")
    return await office.say("Khánh", "xác nhận kế hoạch")


async def duties_of(office: OfficeInMemory, code: str) -> list[tuple[str, str, date | None]]:
    """(unit, state, due day) of the duties of a task."""
    async with office.database.read() as connection:
        found = await connection.execute(
            select(units.c.short, duties.c.state, duties.c.due_on)
            .join(tasks, and_(tasks.c.org_id == duties.c.org_id, tasks.c.id == duties.c.task_id))
            .join(units, and_(units.c.org_id == duties.c.org_id, units.c.id == duties.c.unit_id))
            .where(duties.c.org_id == office.org, tasks.c.code == code)
            .order_by(duties.c.id)
        )
        return [(row.short, row.state, row.due_on) for row in found]


TO_STATE: dict[str, Sequence[tuple[str, str]]] = {
    "open": (),
    "started": (("An", "NV1 60%"),),
    "reported": (("An", "NV1 xong"),),
    "accepted": (("An", "NV1 xong"), ("Bình", "đồng ý NV1")),
    "extended": (("An", "NV1 xin gia hạn đến 20/8 vì thiếu số liệu"), ("Bình", "đồng ý NV1")),
    "asked for more": (("An", "NV1 xin gia hạn đến 20/8 vì thiếu số liệu"),),
}
D14, D20, D24, D25, D11 = (date(2026, 8, day) for day in (14, 20, 24, 25, 11))


@pytest.mark.parametrize(
    ("state", "change", "stands"),
    [
        ("open", LATER, [("HC", "open", D24)]),
        ("started", LATER, [("HC", "started", D24)]),
        ("reported", LATER, [("HC", "reported", D14)]),
        ("accepted", LATER, [("HC", "accepted", D14)]),
        ("extended", LATER, [("HC", "open", D24)]),
        ("asked for more", LATER, [("HC", "open", D24)]),
        ("extended", SOONER, [("HC", "open", D11)]),
        ("extended", REWORDED, [("HC", "open", D20)]),
        ("started", REWORDED, [("HC", "started", D14)]),
        ("open", FOR_EVER, [("HC", "open", None)]),
        ("extended", FOR_EVER, [("HC", "open", None)]),
        ("accepted", FOR_EVER, [("HC", "accepted", D14)]),
        ("open", ONCE_READY, [("HC", "waiting", None)]),
        (
            "started",
            EACH_YEAR,
            [("HC", "cancelled", D14), ("HC", "open", date(2026, 12, 31))],
        ),
        ("open", OTHER_LEAD, [("HC", "cancelled", D14), ("KH", "open", D14)]),
        ("accepted", OTHER_LEAD, [("HC", "accepted", D14), ("KH", "open", D14)]),
        ("open", GONE, [("HC", "cancelled", D14)]),
        ("reported", GONE, [("HC", "cancelled", D14)]),
        ("accepted", GONE, [("HC", "accepted", D14)]),
    ],
)
async def test_what_becomes_of_a_duty(
    office: OfficeInMemory, state: str, change: Change, stands: object
) -> None:
    for who, said in TO_STATE[state]:
        await office.say(who, said)
    assert "Đã sửa đổi kế hoạch" in await amend(office, change)
    assert await duties_of(office, "NV1") == stands
    assert [row.code for row in await rows(office, tasks)] == ["NV1", "NV2", "NV3", "NV4"]


async def test_what_is_overdue_gets_another_day_and_stays_late(office: OfficeInMemory) -> None:
    await office.at("2026-08-19T07:45")
    await amend(office, LATER)
    assert await duties_of(office, "NV1") == [("HC", "open", D24)]
    assert "NV1" not in await office.say("Bình", "/quahan")


async def test_old_and_new_are_shown_side_by_side(office: OfficeInMemory) -> None:
    shown = await send_plan(office, amended(LATER, NEW_TASK, OTHER_LEAD))
    assert "thêm 1, sửa 1, bỏ 0, giữ nguyên 3" in shown
    assert "chủ trì: Phòng Hành chính → Phòng Kế hoạch" in shown
    assert "thời hạn: Trước ngày 15/8/2026 → Trước ngày 25/8/2026" in shown
    assert "1) bản sửa đổi (đề xuất)" in shown
    assert len(await rows(office, plans)) == 1


async def test_whom_it_concerns_is_told_once_in_the_next_slot(office: OfficeInMemory) -> None:
    await office.say("Bình", "giao NV1 cho Dung")
    await amend(office, LATER, NEW_TASK)
    await office.at("2026-08-04T07:45")
    told = office.said_to("Dung")
    assert "Kế hoạch “Thực hiện nhiệm vụ năm 2026” được sửa đổi" in told
    assert "NV1" in told
    assert "14/8/2026 → 24/8/2026" in told
    assert "được sửa đổi" in office.said_to("Bình")
    assert "NV5" in office.said_to("Chi")
    assert "được sửa đổi" not in office.said_to("Sơn")


async def test_progress_and_codes_stay(office: OfficeInMemory) -> None:
    await office.say("An", "NV1 60%")
    await amend(office, LATER, REWORDED)
    shown = await office.say("An", "/nv NV1")
    assert "60%" in shown
    assert "các phòng thuộc Sở" in shown


async def test_it_may_be_a_plan_of_its_own(office: OfficeInMemory) -> None:
    await send_plan(office, amended(NEW_TASK))
    await office.say("Khánh", "2")
    assert "5 nhiệm vụ (NV5–NV9)" in await office.say("Khánh", "xác nhận kế hoạch")
    assert len(await rows(office, plans)) == 2


async def test_a_person_says_which_plan_it_amends(office: OfficeInMemory) -> None:
    other = PLAN[: PLAN.index("a) Xây")].replace("năm 2026", "khác") + (
        "a) Mua sắm thiết bị phục vụ điều hành.\n\n- Phòng chủ trì: Phòng Kế hoạch\n"
    )
    shown = await send_plan(office, other)
    assert "bản sửa đổi" not in shown
    shown = await office.say("Khánh", "sửa đổi kế hoạch 1")
    assert "thêm 1, sửa 0, bỏ 4" in shown
    assert "không có KH7" in await office.say("Khánh", "sửa đổi kế hoạch 7")
    assert "Đã sửa đổi" in await office.say("Khánh", "xác nhận kế hoạch")
    assert len(await rows(office, plans)) == 1


async def test_other_spaces_are_no_other_plan(office: OfficeInMemory) -> None:
    assert "không có gì thay đổi" in await send_plan(office, PLAN + "\n\n")


async def test_two_versions_at_once_are_compared_anew(office: OfficeInMemory) -> None:
    await send_plan(office, amended(LATER))
    await office.say("Khánh", "lấy hết đề xuất")
    draft_of_another = amended(LATER, NEW_TASK)
    from bot.administration import plan_intake
    from storage import orgs
    from storage.plan_import import read_plan

    async def work(tx: Any) -> Any:
        state = await orgs.load(tx, office.org)
        content = draft_of_another.encode()
        read = read_plan("b.txt", content)
        return await plan_intake.commit(tx, state, read, "b.txt", content, office.now, amended=1)

    await office.database.write(work)
    assert await duties_of(office, "NV1") == [("HC", "open", D24)]
    shown = await office.say("Khánh", "xác nhận kế hoạch")
    assert "kế hoạch đã lưu có thay đổi (NV1, NV5)" in shown
    assert "thêm 0, sửa 0, bỏ 1, giữ nguyên 4" in shown
    said = await office.say("Khánh", "xác nhận kế hoạch")
    assert "Thêm 0 nhiệm vụ; 0 việc đổi hạn, 0 việc mới mở, 1 việc thôi" in said
    assert [state for _, state, _ in await duties_of(office, "NV5")] == ["cancelled"]


GIVEN = "giao HC: Rà soát danh mục báo cáo của Sở trước 28/8/2026"


async def test_what_was_given_into_a_plan_stays_when_a_file_comes(office: OfficeInMemory) -> None:
    assert "NV5" in await office.say("Khánh", GIVEN)
    shown = await send_plan(office, amended(LATER))
    assert "thêm 0, sửa 1, bỏ 0, giữ nguyên 3" in shown
    assert "giao thêm ngoài văn bản vẫn giữ nguyên: NV5" in shown
    await office.say("Khánh", "lấy hết đề xuất")
    assert "0 việc thôi" in await office.say("Khánh", "xác nhận kế hoạch")
    assert await duties_of(office, "NV5") == [("HC", "open", date(2026, 8, 27))]


async def test_a_given_task_that_a_file_names_is_one_of_the_plan(office: OfficeInMemory) -> None:
    await office.say("Khánh", GIVEN)
    named = (
        "IV. TỔ CHỨC",
        "đ) Rà soát danh mục báo cáo của Sở.\n\n- Phòng chủ trì: Phòng Hành chính\n\n"
        "- Thời gian: Trước ngày 10/9/2026\n\nIV. TỔ CHỨC",
    )
    await amend(office, named)
    assert await duties_of(office, "NV5") == [("HC", "open", date(2026, 9, 9))]
    await amend(office, LATER)
    assert [state for _, state, _ in await duties_of(office, "NV5")] == ["cancelled"]


@pytest.mark.parametrize(
    ("meanwhile", "codes"),
    [
        ([("Khánh", GIVEN)], "NV5"),
        ([("An", "NV2 xong"), ("Bình", "đồng ý NV2")], "NV2"),
        ([("Sơn", "bỏ NV4: không còn phù hợp"), ("Sơn", "có")], "NV4"),
        ([("An", "NV2 xin gia hạn đến 25/8 vì thiếu số liệu"), ("Bình", "đồng ý NV2")], "NV2"),
    ],
)
async def test_what_changed_since_it_was_compared_is_shown_again(
    office: OfficeInMemory, meanwhile: list[tuple[str, str]], codes: str
) -> None:
    await send_plan(office, amended(LATER))
    await office.say("Khánh", "lấy hết đề xuất")
    for who, said in meanwhile:
        await office.say(who, said)
    shown = await office.say("Khánh", "xác nhận kế hoạch")
    assert f"kế hoạch đã lưu có thay đổi ({codes})" in shown
    assert "15/8/2026 → Trước ngày 25/8/2026" in shown
    assert await duties_of(office, "NV1") == [("HC", "open", D14)]
    assert "Đã sửa đổi kế hoạch" in await office.say("Khánh", "xác nhận kế hoạch")
    assert await duties_of(office, "NV1") == [("HC", "open", D24)]


async def test_talk_in_between_shows_nothing_again(office: OfficeInMemory) -> None:
    await send_plan(office, amended(LATER))
    await office.say("Khánh", "lấy hết đề xuất")
    await office.say("An", "NV2 60%")
    assert "Đã sửa đổi kế hoạch" in await office.say("Khánh", "xác nhận kế hoạch")


UNREADABLE = ("Trước ngày 15/8/2026", "Trước ngày 31/02/2026")


async def _answered(office: OfficeInMemory) -> None:
    """The plan says a time of NV1 that nobody can read; it was answered."""
    await send_plan(office, amended(UNREADABLE), name="lan-1.txt")
    await office.say("Khánh", "1")  # another version of KH1
    assert "Đã sửa đổi" not in await office.say("Khánh", "25/8/2026")
    assert "Đã sửa đổi" in await office.say("Khánh", "xác nhận kế hoạch")
    assert await duties_of(office, "NV1") == [("HC", "open", D25)]


async def test_a_copy_that_was_answered_asks_nothing_again(office: OfficeInMemory) -> None:
    await _answered(office)
    assert "không có gì thay đổi" in await send_plan(
        office, amended(UNREADABLE) + "\n", name="lan-2.txt"
    )


@pytest.mark.parametrize("says", ["1", "lấy hết đề xuất", "sửa đổi kế hoạch 1"])
async def test_what_was_answered_holds_while_it_is_written_so(
    office: OfficeInMemory, says: str
) -> None:
    await _answered(office)
    shown = await send_plan(office, amended(UNREADABLE, NEW_TASK), name="lan-2.txt")
    assert "thêm 1, sửa 0, bỏ 0, giữ nguyên 4" in shown
    assert "không còn câu hỏi" in await office.say("Khánh", says)
    assert "Đã sửa đổi" in await office.say("Khánh", "xác nhận kế hoạch")
    assert await duties_of(office, "NV1") == [("HC", "open", D25)]


async def test_as_a_plan_of_its_own_it_is_asked(office: OfficeInMemory) -> None:
    await _answered(office)
    await send_plan(office, amended(UNREADABLE, NEW_TASK), name="lan-2.txt")
    assert "31/02/2026" in await office.say("Khánh", "2")


async def test_only_what_is_new_and_past_due_is_asked_about(office: OfficeInMemory) -> None:
    await office.at("2026-08-19T07:45")
    past = (NEW_TASK[0], NEW_TASK[1].replace("10/9/2026", "10/8/2026"))
    await send_plan(office, amended(past))
    assert "Tập huấn kỹ năng số" in await office.say("Khánh", "1")
    assert "không còn câu hỏi" in await office.say("Khánh", "3")
    await office.say("Khánh", "xác nhận kế hoạch")
    assert await duties_of(office, "NV1") == [("HC", "open", D14)]
    assert await duties_of(office, "NV5") == []


async def reports_of(office: OfficeInMemory, code: str) -> list[tuple[str, str, bool, date]]:
    """(unit, period, whether it is to be made, due day) of the duties of a report."""
    async with office.database.read() as connection:
        found = await connection.execute(
            select(units.c.short, duties.c.period, duties.c.state, duties.c.due_on)
            .join(
                cycles, and_(cycles.c.org_id == duties.c.org_id, cycles.c.id == duties.c.cycle_id)
            )
            .join(units, and_(units.c.org_id == duties.c.org_id, units.c.id == duties.c.unit_id))
            .where(duties.c.org_id == office.org, cycles.c.code == code)
            .order_by(duties.c.due_on, units.c.short)
        )
        return [(row.short, row.period, row.state != "cancelled", row.due_on) for row in found]


W32, W33 = date(2026, 8, 5), date(2026, 8, 12)  # before Thursday
ON_FRIDAY = ("trước thứ 5 hàng\ntuần", "trước thứ 6 hàng\ntuần")
TO_ADMIN = ("gửi Phòng Kế hoạch để", "gửi Phòng Hành chính để")
ONE_SENDS = ("Các phòng, đơn vị trực thuộc Sở báo cáo", "Phòng Hành chính báo cáo")


@pytest.mark.parametrize(
    ("change", "shown", "then"),
    [
        (
            ON_FRIDAY,
            "ngày gửi: trước thứ 5 hàng tuần → trước thứ 6 hàng tuần",
            [
                ("HC", "2026-W32", True, W32),
                ("KH", "2026-W32", True, W32),
                ("HC", "2026-W33", True, date(2026, 8, 13)),
                ("KH", "2026-W33", True, date(2026, 8, 13)),
            ],
        ),
        (
            ("trước thứ 5 hàng\ntuần", "trước thứ 3 hàng\ntuần"),
            "ngày gửi: trước thứ 5 hàng tuần → trước thứ 3 hàng tuần",
            [
                ("HC", "2026-W32", True, W32),
                ("KH", "2026-W32", True, W32),
                ("HC", "2026-W33", True, date(2026, 8, 10)),
                ("KH", "2026-W33", True, date(2026, 8, 10)),
            ],
        ),
        (
            TO_ADMIN,
            "nơi nhận: Phòng Kế hoạch → Phòng Hành chính",
            [
                ("HC", "2026-W32", True, W32),
                ("KH", "2026-W32", True, W32),
                ("HC", "2026-W33", True, W33),
                ("KH", "2026-W33", True, W33),
            ],
        ),
        (
            ONE_SENDS,
            "→ Phòng Hành chính",
            [
                ("HC", "2026-W32", True, W32),
                ("KH", "2026-W32", False, W32),
                ("HC", "2026-W33", True, W33),
            ],
        ),
    ],
)
async def test_a_report_that_changes_keeps_its_code(
    office: OfficeInMemory, change: Change, shown: str, then: object
) -> None:
    compared = await send_plan(office, amended(change), name="ban-2.txt")
    assert "~ BC1 báo cáo tuần" in compared
    assert shown in compared
    assert "– BC" not in compared
    await office.say("Khánh", "lấy hết đề xuất")
    assert "Đã sửa đổi" in await office.say("Khánh", "xác nhận kế hoạch")
    found = await rows(office, cycles)
    assert [(c.code, c.ends_on is None) for c in found] == [("BC1", True), ("BC2", True)]
    await office.at("2026-08-10T07:45")
    assert await reports_of(office, "BC1") == then
    assert "không có gì thay đổi" in await send_plan(
        office, amended(change) + "\n", name="ban-3.txt"
    )


async def test_a_report_that_is_named_no_more_ends_and_a_new_one_comes(
    office: OfficeInMemory,
) -> None:
    quarterly = ("tháng (trước ngày 10 hàng tháng)", "quý (trước ngày 10 tháng cuối quý)")
    compared = await send_plan(office, amended(quarterly), name="ban-2.txt")
    assert "– BC2 báo cáo tháng" in compared
    assert "+ báo cáo quý" in compared
    await office.say("Khánh", "hủy dự thảo")
    await amend(office, quarterly)
    found = await rows(office, cycles)
    assert [(c.code, c.ends_on is None) for c in found] == [
        ("BC1", True),
        ("BC2", False),
        ("BC3", True),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "rút kế hoạch KH1",
        "hủy kế hoạch 1",
        "huỷ KH1",
        "dừng thực hiện kế hoạch KH1",
        "thu hồi kế hoạch",
        "cancel the plan",
    ],
)
async def test_whoever_ends_a_plan_in_ordinary_words_is_asked_why(
    office: OfficeInMemory, words: str
) -> None:
    assert "Lý do thu hồi KH1 là gì?" in await office.say("Khánh", words)
    asked = await office.say("Khánh", "sáp nhập đơn vị")
    assert "Không hoàn tác được" in asked


async def test_which_plan_ends_is_asked_where_there_are_two(office: OfficeInMemory) -> None:
    await send_plan(office, OTHER, name="khac.txt")
    await office.say("Khánh", "lấy hết đề xuất")
    await office.say("Khánh", "xác nhận kế hoạch")
    assert "kế hoạch nào?" in await office.say("Khánh", "hủy kế hoạch vì sáp nhập")


async def test_a_plan_is_withdrawn_and_only_who_was_told_hears(office: OfficeInMemory) -> None:
    assert "KH1. Thực hiện nhiệm vụ năm 2026" in await office.say("Khánh", "/kehoach")
    asked = await office.say("Khánh", "thu hồi kế hoạch 1")
    assert "Lý do" in asked
    asked = await office.say("Khánh", "đã có kế hoạch của tỉnh")
    assert "Không hoàn tác được" in asked
    done = await office.say("Khánh", "có")
    assert "Đã thu hồi" in done
    states = {row.state for row in await rows(office, duties)}
    assert states == {"cancelled"}
    await office.at("2026-08-04T07:45")
    assert "đã thu hồi" in office.said_to("Bình")  # was introduced to it
    assert "đã thu hồi" not in office.said_to("Dung")
    assert "đã thu hồi rồi" in await office.say("Khánh", "bãi bỏ KH 1 vì trùng lặp")
    assert "(đã thu hồi)" in await office.say("Khánh", "danh sách kế hoạch")
    for person in ("An", "Chi", "Dung"):
        assert "hỉ đầu mối" in await office.say(person, "thu hồi kế hoạch 1: trùng lặp")


async def test_of_a_plan_withdrawn_before_the_slot_no_head_is_told_to_begin(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-03T09:00")
    await send_plan(office, OTHER, name="khac.txt")
    await office.say("Khánh", "lấy hết đề xuất")
    assert "NV5" in await office.say("Khánh", "xác nhận kế hoạch")
    await office.say("Khánh", "thu hồi kế hoạch 2: nhập nhầm")
    assert "0 người" in await office.say("Khánh", "có")
    for name in ("Bình", "Chi"):
        office.said_to(name)
    await office.at("2026-08-03T13:30")
    for name in ("Bình", "Chi"):
        assert "NV5" not in office.said_to(name)


async def test_nothing_opens_of_a_withdrawn_plan(tmp_path: Any) -> None:
    async with an_office(tmp_path / "office.db") as office:
        await office.say("Khánh", "bãi bỏ kế hoạch 1 vì trùng lặp")
        await office.say("Khánh", "có")
        before = len(await rows(office, duties))
        await office.at("2026-09-21T07:45")
        assert len(await rows(office, duties)) == before


async def _corrected(office: OfficeInMemory, *said: str) -> None:
    """A version of the plan of which the coordinator corrected what was read."""
    await send_plan(office, amended(LATER), name="lan-1.txt")
    await office.say("Khánh", "lấy hết đề xuất")
    for each in said:
        await office.say("Khánh", each)
    await office.say("Khánh", "xác nhận kế hoạch")


LEAD_CORRECTED = "sửa 1: đơn vị chủ trì Phòng Kế hoạch"


@pytest.mark.parametrize(
    ("said", "shown", "stands"),
    [
        (
            LEAD_CORRECTED,
            "chủ trì: Phòng Kế hoạch (văn bản vẫn ghi: Phòng Hành chính)",
            [("HC", "cancelled", D14), ("KH", "open", D24)],
        ),
        (
            "sửa 1: hạn 28/8/2026",
            "thời hạn: 28/8/2026 (văn bản vẫn ghi: Trước ngày 25/8/2026)",
            [("HC", "open", date(2026, 8, 28))],
        ),
        (
            "sửa 1: nội dung Soạn nội quy của cơ quan",
            "nội dung: Soạn nội quy của cơ quan (văn bản vẫn ghi: Xây dựng quy chế",
            [("HC", "open", D24)],
        ),
    ],
)
async def test_a_correction_is_not_undone_by_a_file_that_says_the_same(
    office: OfficeInMemory, said: str, shown: str, stands: list[object]
) -> None:
    await _corrected(office, said)
    compared = await send_plan(office, amended(LATER, NEW_TASK), name="lan-2.txt")
    assert "thêm 1, sửa 0, bỏ 0, giữ nguyên 4" in compared
    assert "= NV1" in compared
    assert "giữ nguyên điều đã sửa khi duyệt" in compared
    assert shown in compared
    await office.say("Khánh", "lấy hết đề xuất")
    assert "0 việc đổi hạn, 1 việc mới mở, 0 việc thôi" in await office.say(
        "Khánh", "xác nhận kế hoạch"
    )
    assert await duties_of(office, "NV1") == stands
    compared = await send_plan(office, amended(LATER), name="lan-3.txt")
    assert "thêm 0, sửa 0, bỏ 1, giữ nguyên 4" in compared
    assert shown in compared


async def test_a_file_that_says_another_thing_goes_before_a_correction(
    office: OfficeInMemory,
) -> None:
    await _corrected(office, "sửa 1: hạn 28/8/2026")
    compared = await send_plan(office, amended(SOONER), name="lan-2.txt")
    assert "thời hạn: 28/8/2026 → Trước ngày 12/8/2026" in compared
    assert "giữ nguyên điều đã sửa" not in compared


async def test_a_correction_may_be_taken_back_in_the_next_preview(office: OfficeInMemory) -> None:
    await _corrected(office, "sửa 1: hạn 28/8/2026")
    await send_plan(office, amended(LATER, NEW_TASK), name="lan-2.txt")
    await office.say("Khánh", "lấy hết đề xuất")
    assert "28/8/2026" in await office.say("Khánh", "xem dự thảo")
    await office.say("Khánh", "sửa 1: hạn trước ngày 25/8/2026")
    assert "1 việc đổi hạn" in await office.say("Khánh", "xác nhận kế hoạch")
    assert await duties_of(office, "NV1") == [("HC", "open", D24)]


async def test_a_copy_of_what_was_corrected_changes_nothing(office: OfficeInMemory) -> None:
    await _corrected(office, LEAD_CORRECTED)
    shown = await send_plan(office, amended(LATER) + "\n", name="lan-2.txt")
    assert "không có gì thay đổi" in shown
