"""How the paragraphs of a plan become tasks, in forms that real plans have."""

import pytest

from storage.plan_import import Draft, read_plan

HEAD = """SỞ MẪU
Số: 77/KH-SM
Hà Nội, ngày 20 tháng 01 năm 2026
KẾ HOẠCH
Công tác mẫu năm 2026
"""


def read(words: str) -> Draft:
    return read_plan("a.txt", (HEAD + words).encode())


def led(draft: Draft) -> list[tuple[str, str, str | None]]:
    """Each task as its reference, its leads and its last day."""
    return [
        (task.ref, "; ".join(task.lead), task.to_json()["timing"].get("due"))
        for task in draft.tasks
    ]


@pytest.mark.parametrize("labelled", [2, 5, 8])
def test_what_stands_under_a_units_heading_is_that_units_though_other_tasks_have_labels(
    labelled: int,
) -> None:
    tasks = "".join(
        f"{n}. Xây dựng đề án số {n} của ngành.\n- Đơn vị chủ trì: Phòng Quy hoạch\n"
        "- Thời gian: 30/6/2026\n"
        for n in range(1, labelled + 1)
    )
    draft = read(
        f"II. NHIỆM VỤ\n{tasks}III. TỔ CHỨC THỰC HIỆN\n"
        "1. Văn phòng Sở\n"
        "- Tham mưu Giám đốc Sở kiện toàn Ban Chỉ đạo trong tháng 2/2026.\n"
        "- Theo dõi, đôn đốc việc thực hiện Kế hoạch.\n"
        "2. Thanh tra Sở\n"
        "- Tham mưu Giám đốc Sở kế hoạch kiểm tra, xong trong tháng 5/2026.\n"
    )
    assert led(draft)[labelled:] == [
        ("III.1/1", "Văn phòng Sở", "2026-02-28"),
        ("III.1/2", "Văn phòng Sở", None),
        ("III.2/1", "Thanh tra Sở", "2026-05-31"),
    ]


@pytest.mark.parametrize("sign", ["-", "+", "•", "–"])
def test_a_bullet_may_begin_with_a_number(sign: str) -> None:
    draft = read(
        "I. CHỈ TIÊU\n"
        f"{sign} Giảm thời gian xử lý hồ sơ xuống dưới 12 ngày.\n"
        f"{sign} 05 phần mềm được đưa vào sử dụng.\n"
        f"{sign} 100% xã có cán bộ công nghệ.\n"
        "II. NHIỆM VỤ\n"
        "1. Công tác kiểm tra\n"
        f"{sign} Sở Tài chính chủ trì kiểm tra giá tại 20 chợ trước ngày 30/6/2026.\n"
        f"{sign} 24/24 xã, phường thành lập tổ công nghệ số, hoàn thành trong tháng 8/2026.\n"
    )
    assert [target.value for target in draft.targets] == [12, 5, 100]
    assert [due for _, _, due in led(draft)] == ["2026-06-29", "2026-08-31"]


def test_a_day_broken_in_two_lines_is_no_bullet() -> None:
    (task,) = read(
        "II. NHIỆM VỤ\n"
        "1. Sở Tài chính chủ trì kiểm tra giá tại các chợ trên địa bàn, thời gian từ ngày 15\n"
        "- 20 tháng 6 năm 2026.\n"
    ).tasks
    assert task.lead == ("Sở Tài chính",)
    assert task.text.endswith("năm 2026.")


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        (
            "Sở Tài chính chủ trì, phối hợp với Sở Xây dựng; Sở Nội vụ; UBND các xã, phường "
            "tham mưu UBND tỉnh ban hành giá dịch vụ, hoàn thành trước ngày 30/6/2026.",
            [("II.1", "Sở Tài chính", "2026-06-29")],
        ),
        (
            "Sở Tài chính phối hợp với Sở Xây dựng; Sở Nội vụ rà soát giá dịch vụ trước 30/6/2026.",
            [("II.1", "Sở Tài chính", "2026-06-29")],
        ),
        (
            "Sở Y tế kiểm tra các cơ sở; Sở Nội vụ tổng hợp trước ngày 30/7/2026.",
            [("II.1", "Sở Y tế", None), ("II.1-2", "Sở Nội vụ", "2026-07-29")],
        ),
        (
            "Sở Y tế kiểm tra, phối hợp với Công an tỉnh xử lý; Sở Nội vụ báo cáo trước 30/7/2026.",
            [("II.1", "Sở Y tế", None), ("II.1-2", "Sở Nội vụ", "2026-07-29")],
        ),
    ],
)
def test_a_list_of_those_who_help_begins_no_other_task(
    text: str, tasks: list[tuple[str, str, str | None]]
) -> None:
    assert led(read(f"II. NHIỆM VỤ\n1. {text}\n")) == tasks


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("trong 05 ngày làm việc kể từ ngày ban hành Thông báo này", "conditional"),
        ("trong thời hạn 10 ngày, kể từ ngày ký", "conditional"),
        ("trong vòng 03 ngày kể từ khi nhận được Công điện", "conditional"),
        ("trong 05 ngày làm việc kể từ ngày nhận đủ hồ sơ", "none"),  # how fast each is to be
        ("trong 10 ngày kể từ ngày ký hợp đồng", "none"),
    ],
)
def test_days_counted_from_the_plan_itself_are_no_less_a_time(said: str, kind: str) -> None:
    (task,) = read(f"II. NHIỆM VỤ\n1. Sở Y tế chủ trì trả kết quả hồ sơ {said}.\n").tasks
    assert task.to_json()["timing"]["kind"] == kind


def test_of_a_table_without_its_cells_another_file_is_asked_for() -> None:
    draft = read(
        "II. NHIỆM VỤ\nTT Nhiệm vụ Đơn vị chủ trì Đơn vị phối hợp Thời hạn\n1 Tổ chức Lễ hội mùa\n"
        "nước đổ\nPhòng Quản lý lữ\nhành\nTrước 30/5/2026\nIII. TỔ CHỨC THỰC HIỆN\n"
        "1. Văn phòng Sở theo dõi, đôn đốc, tổng hợp.\n"
    )
    assert any("xin gửi bản DOCX hoặc XLSX" in each.text for each in draft.warnings)


def test_a_plan_in_which_nobody_leads_says_so() -> None:
    draft = read("II. NHIỆM VỤ\n1. Rà soát quy chế làm việc.\n2. Tổ chức hội nghị tổng kết.\n")
    assert [each.text for each in draft.warnings] == ["Không nhiệm vụ nào nêu đơn vị chủ trì."]
