"""A text that only changes another plan: read, compared, asked about, and confirmed by chat."""

from datetime import date

import pytest

from storage.tables import plans, tasks
from tests.bot.conversation.conftest import PLAN
from tests.bot.conversation.test_plan_by_chat import rows, send_plan
from tests.bot.conversation.test_plan_versions import duties_of
from tests.fakes import OfficeInMemory

D14, D17, D19, D24 = (date(2026, 8, day) for day in (14, 17, 19, 24))


def changing(*said: str, of: str = "Kế hoạch Thực hiện nhiệm vụ năm 2026") -> str:
    items = "\n\n".join(f"{n}. {each}" for n, each in enumerate(said, 1))
    return (
        "KẾ HOẠCH\n\n"
        f"Sửa đổi, bổ sung {of}\n\n"
        f"Điều 1. Sửa đổi, bổ sung một số nội dung của {of} như sau:\n\n{items}\n\n"
        "Điều 2. Các nội dung khác không thay đổi.\n\nNơi nhận:\n- Như trên.\n"
    )


async def confirmed(office: OfficeInMemory, *said: str) -> str:
    """What is said of a text that changes KH1, sent and confirmed."""
    await send_plan(office, changing(*said), name=f"sua-{office.heard}.txt")
    return await office.say("Khánh", "xác nhận kế hoạch")


LATER = "Điều chỉnh thời gian hoàn thành nhiệm vụ 1 (NV1): trước ngày 25/8/2026."
OTHER_TEXT = (
    "Sửa đổi điểm a khoản 1 mục II như sau:\n\n“a) Soạn nội quy cho công chức của Sở.\n\n"
    "- Phòng chủ trì: Phòng Hành chính\n\n- Thời gian: Trước ngày 25/8/2026”."
)
WORDS_ALONE = "Sửa đổi điểm a khoản 1 mục II như sau: “a) Soạn nội quy cho công chức của Sở.”"
MORE = (
    "Bổ sung điểm đ vào sau điểm d khoản 1 mục II như sau:\n\n“đ) Tập huấn kỹ năng số cho công"
    " chức.\n\n- Phòng chủ trì: Phòng Kế hoạch\n\n- Thời gian: Trước ngày 10/9/2026”."
)


@pytest.mark.parametrize(
    ("said", "shown", "stands"),
    [
        (LATER, "thời hạn: Trước ngày 15/8/2026 → trước ngày 25/8/2026", [("HC", "started", D24)]),
        (
            "Gia hạn thời gian hoàn thành nhiệm vụ tại điểm a khoản 1 mục II đến ngày 24/8/2026.",
            "thời hạn: Trước ngày 15/8/2026 → đến ngày 24/8/2026",
            [("HC", "started", D24)],
        ),
        (
            "Lùi thời hạn hoàn thành nhiệm vụ II.1.a sang ngày 24/8/2026.",
            "thời hạn: Trước ngày 15/8/2026 → ngày 24/8/2026",
            [("HC", "started", D24)],
        ),
        (
            "Điểm a khoản 1 mục II được sửa đổi, bổ sung như sau: “a) Xây dựng quy chế làm việc của"
            " Sở. Phòng chủ trì: Phòng Hành chính. Thời gian: Trước ngày 25/8/2026.”",
            "thời hạn: Trước ngày 15/8/2026 → Trước ngày 25/8/2026",
            [("HC", "started", D24)],
        ),
        (
            "Thay cụm từ “trước ngày 15/8” bằng “trước ngày 25/8” tại điểm a khoản 1 mục II.",
            "thời hạn: Trước ngày 15/8/2026 → trước ngày 25/8/2026",
            [("HC", "started", D24)],
        ),
        (
            "Thay thế cụm từ “Trước ngày 15/8/2026” thành cụm từ “Trước ngày 25/8/2026”.",
            "sửa 1, bỏ 0, giữ nguyên 3",
            [("HC", "started", D24)],
        ),
        (OTHER_TEXT, "→ Soạn nội quy cho công chức của Sở", [("HC", "started", D24)]),
        (WORDS_ALONE, "→ Soạn nội quy cho công chức của Sở", [("HC", "started", D14)]),
        (
            "Giao Phòng Kế hoạch chủ trì thay Phòng Hành chính tại điểm a khoản 1 mục II.",
            "chủ trì: Phòng Hành chính → Phòng Kế hoạch",
            [("HC", "cancelled", D14), ("KH", "open", D14)],
        ),
        (
            "Điều chỉnh đơn vị chủ trì nhiệm vụ “Xây dựng quy chế làm việc” từ Phòng Hành chính "
            "sang Phòng Kế hoạch.",
            "chủ trì: Phòng Hành chính → Phòng Kế hoạch",
            [("HC", "cancelled", D14), ("KH", "open", D14)],
        ),
        (
            "Bổ sung Phòng Kế hoạch phối hợp thực hiện nhiệm vụ tại điểm a khoản 1 mục II.",
            "phối hợp: – → Phòng Kế hoạch",
            [("HC", "started", D14)],
        ),
        ("Bãi bỏ điểm a khoản 1 mục II.", "– NV1 Xây dựng", [("HC", "cancelled", D14)]),
        (MORE, "thêm 1, sửa 0, bỏ 0, giữ nguyên 4", [("HC", "started", D14)]),
    ],
)
async def test_one_change(
    office: OfficeInMemory, said: str, shown: str, stands: list[object]
) -> None:
    await office.say("An", "NV1 60%")
    await office.say("An", "NV2 xong")
    compared = await send_plan(office, changing(said), name="sua-doi.txt")
    assert "chỉ sửa một phần của kế hoạch “Thực hiện nhiệm vụ năm 2026”" in compared
    assert shown in compared
    assert "Lưu ý" not in compared
    assert "Đã sửa đổi kế hoạch: Thực hiện nhiệm vụ năm 2026." in await office.say(
        "Khánh", "xác nhận kế hoạch"
    )
    assert await duties_of(office, "NV1") == stands
    assert await duties_of(office, "NV2") == [("HC", "reported", D17)]
    assert await duties_of(office, "NV4") == [("HC", "open", D19), ("KH", "open", D19)]
    stored = await rows(office, tasks)
    assert [row.code for row in stored][:4] == ["NV1", "NV2", "NV3", "NV4"]
    assert len(stored) == (5 if said == MORE else 4)
    assert [row.title for row in await rows(office, plans)] == ["Thực hiện nhiệm vụ năm 2026"]


async def test_several_at_once_and_several_after_each_other(office: OfficeInMemory) -> None:
    done = await confirmed(office, LATER, MORE, "Bãi bỏ điểm b khoản 1 mục II.")
    assert "Thêm 1 nhiệm vụ; 1 việc đổi hạn, 1 việc mới mở, 1 việc thôi" in done
    assert await duties_of(office, "NV1") == [("HC", "open", D24)]
    assert [state for _, state, _ in await duties_of(office, "NV2")] == ["cancelled"]
    await confirmed(office, "Điều chỉnh thời hạn NV5: trước ngày 30/9/2026.")
    assert await duties_of(office, "NV5") == [("KH", "open", date(2026, 9, 29))]


async def test_whom_it_concerns_is_told_by_the_name_of_the_plan(office: OfficeInMemory) -> None:
    await confirmed(office, LATER)
    await office.at("2026-08-04T07:45")
    assert "Kế hoạch “Thực hiện nhiệm vụ năm 2026” được sửa đổi" in office.said_to("Bình")


async def test_a_number_that_may_mean_several_is_asked_about(office: OfficeInMemory) -> None:
    await office.say("Khánh", "giao HC: Rà soát danh mục báo cáo của Sở trước 28/8/2026")
    numbered = PLAN.replace("Thực hiện nhiệm vụ năm 2026", "Công tác văn thư năm 2026")
    for old, new in (("a) Xây", "3. Xây"), ("b) Rà", "4. Rà"), ("c) Phổ", "5. Phổ")):
        numbered = numbered.replace(old, new)
    for old, new in (("quy chế làm", "nội quy tiếp"), ("thủ tục", "biểu mẫu"), ("pháp", "nội")):
        numbered = numbered.replace(old, new)
    await send_plan(office, numbered, name="van-thu.txt")
    if "bản sửa đổi" in await office.say("Khánh", "tiếp tục kế hoạch"):
        await office.say("Khánh", "kế hoạch mới")
    await office.say("Khánh", "xác nhận kế hoạch")
    of = "Kế hoạch Công tác văn thư năm 2026"
    shown = await send_plan(office, changing("Bãi bỏ nhiệm vụ 3.", of=of), name="sua.txt")
    assert "thêm 0, sửa 0, bỏ 0, giữ nguyên 4" in shown
    assert "“Bãi bỏ nhiệm vụ 3” là nhiệm vụ nào của kế hoạch?" in shown
    assert "1) không áp dụng (đề xuất)" in shown
    chosen = await office.say("Khánh", "2")
    assert "bỏ 1, giữ nguyên 3" in chosen
    assert "Xây dựng nội quy" in chosen
    assert "1 việc thôi" in await office.say("Khánh", "xác nhận kế hoạch")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Bãi bỏ điểm h khoản 7 mục V.", "không tìm thấy nội dung này"),
        ("Bãi bỏ nhiệm vụ 44.", "không tìm thấy nội dung này"),
        ("Điều chỉnh thời hạn NV77: trước ngày 30/9/2026.", "không tìm thấy nội dung này"),
        ("Điều chỉnh thời hạn NV1: trước ngày 31/02/2026.", "chưa hiểu thời hạn"),
        ("Thay cụm từ “Sở Xây dựng” bằng “Sở Tài chính” tại NV1.", "không có cụm từ"),
        (
            "Giao Phòng Hành chính chủ trì thay Phòng Kế hoạch tại điểm a khoản 1 mục II.",
            "NV1 không do Phòng Kế hoạch chủ trì",
        ),
        ("Điều chỉnh nguồn kinh phí bảo đảm thực hiện: ngân sách tỉnh.", "không tìm thấy"),
    ],
)
async def test_what_does_not_fit_is_said_with_its_line_and_changes_nothing(
    office: OfficeInMemory, said: str, why: str
) -> None:
    shown = await send_plan(office, changing(said, LATER), name="sua.txt")
    assert f"Lưu ý: Chưa áp dụng “{said.rstrip('.')[:40]}" in shown
    assert "(dòng 7): " in shown
    assert why in shown
    assert "thêm 0, sửa 1, bỏ 0, giữ nguyên 3" in shown


async def test_of_a_plan_that_is_not_named_well_it_is_asked_which(office: OfficeInMemory) -> None:
    unknown = changing(LATER, of="Kế hoạch số 99/KH-UBND ngày 05 tháng 01 năm 2026")
    shown = await send_plan(office, unknown, name="sua.txt")
    assert "sửa đổi Kế hoạch số 99/KH-UBND, cơ quan chưa có" in shown
    assert "KH1 “Thực hiện nhiệm vụ năm 2026”" in shown
    chosen = await office.say("Khánh", "2")
    assert "thời hạn: Trước ngày 15/8/2026 → trước ngày 25/8/2026" in chosen
    assert "Đã sửa đổi kế hoạch" in await office.say("Khánh", "xác nhận kế hoạch")


async def test_what_is_corrected_in_its_preview_counts(office: OfficeInMemory) -> None:
    await send_plan(office, changing(LATER, OTHER_TEXT), name="sua.txt")
    assert "1. [II.1.a]" in await office.say("Khánh", "xem dự thảo")
    await office.say("Khánh", "sửa 1: hạn 28/8/2026")
    await office.say("Khánh", "xác nhận kế hoạch")
    assert await duties_of(office, "NV1") == [("HC", "open", date(2026, 8, 28))]


async def test_what_changed_meanwhile_of_other_tasks_stays(office: OfficeInMemory) -> None:
    await send_plan(office, changing(LATER), name="sua.txt")
    await office.say("Khánh", "giao HC: Rà soát danh mục báo cáo của Sở trước 28/8/2026")
    assert "có thay đổi (NV5)" in await office.say("Khánh", "xác nhận kế hoạch")
    assert "0 việc thôi" in await office.say("Khánh", "xác nhận kế hoạch")
    assert await duties_of(office, "NV5") == [("HC", "open", date(2026, 8, 27))]


async def test_the_very_file_changes_nothing_again(office: OfficeInMemory) -> None:
    await confirmed(office, MORE)
    again = await send_plan(office, changing(MORE), name="lan-2.txt")
    assert "không có gì thay đổi" in again
    shown = await send_plan(office, changing(MORE) + "\n\n", name="lan-3.txt")
    assert "thêm 0, sửa 0, bỏ 0, giữ nguyên 5" in shown


async def test_a_whole_plan_that_calls_itself_amended_is_read_whole(office: OfficeInMemory) -> None:
    whole = PLAN.replace("Thực hiện nhiệm vụ", "Sửa đổi Kế hoạch thực hiện nhiệm vụ")
    whole = whole.replace("b) Rà soát", "b) Điều chỉnh, rà soát")
    shown = await send_plan(office, whole.replace("15/8/2026", "25/8/2026"), name="ca-ban.txt")
    assert "thêm 0, sửa 2, bỏ 0, giữ nguyên 2" in shown
    assert "chỉ sửa một phần" not in shown
