"""Plans that are no department plan: telegrams, decisions, conclusions, Party, commune, English.

Beside each document in `kinds/` stands what it says: its number and day, its tasks (reference,
lead, support, when) and its cycles (from, to, rule). Both are invented samples.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.rules.phrases import Unknown
from scheduler.rules.timing import Timing, to_json
from storage.plan_import import Draft, read_plan
from storage.plan_import.english import split_names as english_names
from storage.plan_import.names import leading_units, partners, split_names

KINDS = sorted((Path(__file__).parent / "kinds").glob("*.txt"))


@pytest.mark.parametrize("path", KINDS, ids=lambda path: path.stem)
def test_a_plan_of_any_kind_is_read(path: Path) -> None:
    draft = read_plan(path.name, path.read_bytes())

    assert [*said(draft)] == path.with_suffix(".said").read_text().splitlines()


def said(draft: Draft) -> Iterator[str]:
    """What a draft says, a line for each task and each cycle."""
    yield f"{draft.plan.number} | {draft.plan.date}"
    for task in draft.tasks:
        units = f"{'; '.join(task.lead)} | {'; '.join(task.support)}"
        yield f"{task.ref} | {units} | {_when(task.timing)}"
    for cycle in draft.reporting:
        rule = cycle.recurrence.rrule() if cycle.recurrence else "-"
        yield f"{cycle.cycle.value} | {cycle.sender} | {cycle.receiver} | {rule}"


def _when(timing: Timing | Unknown) -> str:
    if isinstance(timing, Unknown):
        return "unknown"
    form = to_json(timing)
    days = [form[key] for key in ("start", "due") if form.get(key)]
    return " to ".join(days) if form["kind"] in ("deadline", "window") else form["kind"]


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        (
            "Giao Trung tâm Kiểm soát bệnh tật tỉnh lấy mẫu nước",
            "Trung tâm Kiểm soát bệnh tật tỉnh",
        ),
        ("Giao cho Phòng Nghiệp vụ Y chủ trì, phối hợp với Văn phòng Sở:", "Phòng Nghiệp vụ Y"),
        ("Sở Tài chính bố trí 2 tỷ đồng", "Sở Tài chính"),
        ("Văn phòng chuẩn bị tài liệu trước ngày 21/11/2026", "Văn phòng"),
        ("P. KHTC bố trí kinh phí trong tháng 8", "P. KHTC"),
        ("P.TCHC và VP HĐND tỉnh tổng hợp", "P.TCHC; VP HĐND tỉnh"),
        ("Thanh tra Sở: kiểm tra 10 cơ sở", "Thanh tra Sở"),
        ("Trạm Y tế các xã, phường tiêm bổ sung", "Trạm Y tế các xã, phường"),
        ("Giám đốc các bệnh viện chịu trách nhiệm", "Các bệnh viện"),
        (
            "Trưởng các phòng chuyên môn, Giám đốc các trung tâm tổ chức quán triệt",
            "Các phòng chuyên môn; Các trung tâm",
        ),
        ("Đảng ủy các xã, phường lãnh đạo thực hiện", "Đảng ủy các xã, phường"),
        ("Các cấp ủy, tổ chức đảng tổ chức quán triệt Nghị quyết", "Các cấp ủy, tổ chức đảng"),
        (
            "Đề nghị Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh giám sát",
            "Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh",
        ),
        (
            "Bộ Chỉ huy Quân sự tỉnh, Công an tỉnh và Bộ đội Biên phòng tỉnh tuần tra",
            "Bộ Chỉ huy Quân sự tỉnh; Công an tỉnh; Bộ đội Biên phòng tỉnh",
        ),
        (
            "Bộ trưởng các Bộ: Xây dựng, Nông nghiệp và Môi trường chỉ đạo rà soát",
            "Bộ Xây dựng; Bộ Nông nghiệp và Môi trường",
        ),
        ("Các sở Tài chính, Nội vụ rà soát biên chế", "Sở Tài chính; Sở Nội vụ"),
        ("Các Ban Quản lý rừng rà soát ranh giới", "Các Ban Quản lý rừng"),
        (
            "Giao Ban Quản lý dự án đầu tư xây dựng các công trình giao thông hoàn thiện hồ sơ",
            "Ban Quản lý dự án đầu tư xây dựng các công trình giao thông",
        ),
        ("Văn phòng HĐND và UBND xã tham mưu", "Văn phòng HĐND và UBND xã"),
        ("Phòng Quản lý xây dựng chủ trì kiểm tra công trình", "Phòng Quản lý xây dựng"),
        ("Viện Quy hoạch xây dựng đẩy nhanh tiến độ", "Viện Quy hoạch xây dựng"),
        ("Phòng Kinh tế xây dựng phương án sơ tán", "Phòng Kinh tế"),
        ("Phòng Kế hoạch tổng hợp rà soát phác đồ", "Phòng Kế hoạch tổng hợp"),
        ("Sở Tài chính tổng hợp, chủ trì thẩm định", "Sở Tài chính"),
        (
            "Phòng Quản lý hạ tầng giao thông có trách nhiệm",
            "Phòng Quản lý hạ tầng giao thông",
        ),
        ("Phòng C phấn đấu đến năm 2027 số hóa 50% hồ sơ", "Phòng C"),
        ("Công an tỉnh trực tiếp nắm tình hình", "Công an tỉnh"),
        ("Cục Hàng không Việt Nam cấp phép bay", "Cục Hàng không Việt Nam"),
        ("Phòng Đào tạo sau đại học phải nộp danh sách", "Phòng Đào tạo sau đại học"),
        ("Hiệp hội Doanh nghiệp tỉnh vận động hội viên", "Hiệp hội Doanh nghiệp tỉnh"),
        ("Các chủ đầu tư đẩy nhanh tiến độ giải ngân", "Các chủ đầu tư"),
        ("Đội Quản lý trật tự đô thị giải tỏa vỉa hè", "Đội Quản lý trật tự đô thị"),
        ("Tổ công nghệ số cộng đồng hướng dẫn người dân", "Tổ công nghệ số cộng đồng"),
        ("Lực lượng Quản lý thị trường kiểm tra cơ sở", "Lực lượng Quản lý thị trường"),
        ("Giao Thanh tra tỉnh kiểm tra việc chấp hành", "Thanh tra tỉnh"),
        ("Thống kê tỉnh và Hải quan khu vực 4 cung cấp số", "Thống kê tỉnh; Hải quan khu vực 4"),
        ("Tiểu ban Hậu cần - Lễ tân chuẩn bị sân khấu", "Tiểu ban Hậu cần - Lễ tân"),
        ("Các tiểu ban xây dựng kế hoạch chi tiết", "Các tiểu ban"),
        ("Đồn Biên phòng Cửa Việt bố trí phương tiện", "Đồn Biên phòng Cửa Việt"),
        ("Hội đồng Quản lý chất lượng: giám sát", "Hội đồng Quản lý chất lượng"),
        ("Giáo viên chủ nhiệm lập danh sách", "Giáo viên chủ nhiệm"),
        ("Trưởng thôn vận động Nhân dân", "Trưởng thôn"),
        ("Công chức Địa chính - Xây dựng cập nhật bản đồ", "Công chức Địa chính - Xây dựng"),
    ],
)
def test_the_name_ends_where_the_work_begins(sentence: str, units: str) -> None:
    found = leading_units(sentence)
    assert found
    assert "; ".join(split_names(found[0])) == units


@pytest.mark.parametrize(
    "sentence", ["Công chức phụ trách môi trường lập danh sách", "Xây dựng kế hoạch"]
)
def test_who_is_no_unit_leads_nothing(sentence: str) -> None:
    assert leading_units(sentence) is None


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        (
            "Administration Office; Information Centre",
            ["Administration Office", "Information Centre"],
        ),
        (
            "Administration Office and Information Centre",
            ["Administration Office", "Information Centre"],
        ),
        ("Department of Planning and Investment", ["Department of Planning and Investment"]),
        (
            "Department of Science and Technology and Department of Finance",
            ["Department of Science and Technology", "Department of Finance"],
        ),
        (
            "Information Centre, Planning and Investment Division",
            ["Information Centre", "Planning and Investment Division"],
        ),
        (
            "Department of Culture, Sports and Tourism",
            ["Department of Culture, Sports and Tourism"],
        ),
        ("the Department of Finance and all divisions", ["Department of Finance", "All divisions"]),
        ("all divisions and units", ["All divisions and units"]),
    ],
)
def test_a_list_of_units_in_english(listed: str, names: list[str]) -> None:
    assert list(english_names(listed)) == names


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("Văn phòng Sở phối hợp Thanh tra Sở kiểm tra", ("Thanh tra Sở",)),
        (
            "Sở X chủ trì, phối hợp với UBND huyện Y giải phóng mặt bằng trước ngày 30/11/2026",
            ("UBND huyện Y",),
        ),
        (
            "Trung tâm X chủ trì; Phòng Nội vụ, Phòng Kế toán phối hợp thực hiện việc kiểm kê",
            ("Phòng Nội vụ", "Phòng Kế toán"),
        ),
    ],
)
def test_who_takes_part(sentence: str, named: tuple[str, ...]) -> None:
    assert partners(sentence) == named


HEAD = "SỞ MẪU\nSố: 3/KH-SM\nKon Tum, ngày 5 tháng 1 năm 2026\nKẾ HOẠCH\nCông tác năm 2026\n"


@pytest.mark.parametrize(
    ("body", "said_of_it"),
    [
        (  # a label that ends in "tháng" is no broken date
            "II. NHIỆM VỤ\n1. Cập nhật cơ sở dữ liệu.\n- Đơn vị chủ trì: Phòng A\n"
            "- Thời gian: Hằng tháng\n2. Duy trì cổng thông tin.\n- Đơn vị chủ trì: Phòng B\n"
            "- Thời gian: 30/11/2026\n",
            ["II.1 | Phòng A |  | ongoing", "II.2 | Phòng B |  | 2026-11-30"],
        ),
        (  # as above
            "II. NHIỆM VỤ\n1. Sơ kết.\n- Đơn vị chủ trì: Phòng A\n- Thời gian: Quý II/2026\n"
            "2. Tổng kết công tác.\n- Đơn vị chủ trì: nt\n- Thời gian: như trên\n",
            [
                "II.1 | Phòng A |  | 2026-04-01 to 2026-06-30",
                "II.2 | Phòng A |  | 2026-04-01 to 2026-06-30",
            ],
        ),
        (  # days of what the work is about, of reports, from and to
            "II. NHIỆM VỤ\n1. Phòng B rà soát văn bản ban hành trước ngày 01/01/2020.\n"
            "2. Phòng C tổ chức Lễ kỷ niệm 30 năm ngày thành lập Sở (15/10/1996 - 15/10/2026).\n"
            "3. Phòng D theo dõi; hằng quý (trước ngày 20 tháng cuối quý) báo cáo UBND tỉnh.\n"
            "4. Phòng E tổ chức tập huấn từ ngày 01/4/2026 đến ngày 20/4/2026.\n",
            [
                "II.1 | Phòng B |  | none",
                "II.2 | Phòng C |  | none",
                "II.3 | Phòng D |  | none",
                "II.4 | Phòng E |  | 2026-04-01 to 2026-04-20",
                "quarterly | Phòng D | UBND tỉnh | FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=19",
            ],
        ),
        (  # who leads and who helps, in brackets at the end
            "II. NHIỆM VỤ\n1. Rà soát hạ tầng số (Sở Xây dựng chủ trì; UBND các xã phối hợp).\n"
            "2. Ban hành quy chế (Văn phòng Sở chủ trì, Phòng Nội vụ và Thanh tra Sở phối hợp,"
            " hoàn thành trước ngày 15/6/2026).\n"
            "3. Tổ chức tập huấn kỹ năng số (Tỉnh đoàn chủ trì, Phòng A phối hợp).\n",
            [
                "II.1 | Sở Xây dựng | UBND các xã | none",
                "II.2 | Văn phòng Sở | Phòng Nội vụ; Thanh tra Sở | 2026-06-14",
                "II.3 | Tỉnh đoàn | Phòng A | none",
            ],
        ),
        (  # headings that are a time, or when and where an event is
            "A. NHIỆM VỤ TRỌNG TÂM\nI. QUÝ II\n1. Phòng A rà soát quy trình.\n"
            "2. Phòng B ban hành quy chế trước ngày 15/5/2026.\n"
            "II. THÁNG 8/2026\n1. Phòng C tổ chức tập huấn.\n"
            "III. NHIỆM VỤ THƯỜNG XUYÊN\n1. Phòng A theo dõi, đôn đốc các đơn vị.\n"
            "IV. THỜI GIAN, ĐỊA ĐIỂM\n1. Thời gian: 03 ngày, từ ngày 17/7/2026.\n"
            "2. Địa điểm: Quảng trường trung tâm tỉnh.\n",
            [
                "A.I.1 | Phòng A |  | 2026-04-01 to 2026-06-30",
                "A.I.2 | Phòng B |  | 2026-05-14",
                "A.II.1 | Phòng C |  | 2026-08-31",
                "A.III.1 | Phòng A |  | ongoing",
            ],
        ),
        (  # this week is the plan's; a task is done when its last stage is
            "II. NHIỆM VỤ\n1. Phòng A trình dự thảo quy chế trong tuần này.\n"
            "2. Phòng B lấy ý kiến trong tháng 6; ban hành trong Quý III/2026.\n"
            "3. Phòng C phấn đấu đến năm 2027 đạt 50%, đến năm 2030 đạt 80% hồ sơ số.\n",
            [
                "II.1 | Phòng A |  | 2026-01-11",
                "II.2 | Phòng B |  | 2026-07-01 to 2026-09-30",
                "II.3 | Phòng C |  | none",
            ],
        ),
        (  # running sentences give work to one unit after another
            "II. NHIỆM VỤ\n1. Trạm Y tế xã tập huấn sơ cứu trong tháng 5 năm 2026. Công an xã cắm"
            " biển cảnh báo xong trước ngày 25/5/2026. Các trường học bàn giao học sinh chậm nhất"
            " ngày 31/5/2026. Không để sót học sinh nào.\n"
            "2. Phòng A rà soát quy trình. Phòng A báo cáo Giám đốc kết quả.\n"
            "3. Các đoàn thể: Hội Phụ nữ xã chủ trì phân loại rác; Đoàn Thanh niên xã sơn biển.\n",
            [
                "II.1 | Trạm Y tế xã |  | 2026-05-31",
                "II.1-2 | Công an xã |  | 2026-05-24",
                "II.1-3 | Các trường học |  | 2026-05-31",
                "II.2 | Phòng A |  | none",
                "II.3 | Hội Phụ nữ xã |  | none",
                "II.3-2 | Đoàn Thanh niên xã |  | none",
            ],
        ),
        (  # a plan goes to one body, reports to another
            "II. NHIỆM VỤ\n1. Phòng A xây dựng kế hoạch, gửi về Ban Giám đốc trước ngày 25/4/2026;"
            " định kỳ 6 tháng (trước ngày 10/6) báo cáo kết quả về Văn phòng Sở.\n"
            "2. Phòng B báo cáo Giám đốc kết quả trước ngày 25 tháng cuối quý.\n",
            [
                "II.1 | Phòng A |  | 2026-04-24",
                "semiannual | Phòng A | Văn phòng Sở | FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=9",
                "quarterly | Phòng B | Giám đốc | FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=24",
            ],
        ),
        (  # labels in brackets, a time at their end, who helps in the label of who leads
            "II. NHIỆM VỤ\n1. Tổ chức hội chợ việc làm (Chủ trì: Phòng Nội vụ; phối hợp: Phòng Kế"
            " toán; trước 30/6/2026).\n2. Số hóa kho lưu trữ trong quý IV/2026.\n"
            "- Đơn vị chủ trì: Phòng Nội vụ, phối hợp với Văn phòng Sở.\n",
            [
                "II.1 | Phòng Nội vụ | Phòng Kế toán | 2026-06-29",
                "II.2 | Phòng Nội vụ | Văn phòng Sở | 2026-10-01 to 2026-12-31",
            ],
        ),
        (
            "II. TASKS\n1. Hold a fair. Owner: Outreach Team. When: between 1 and 15 June 2026.\n"
            "2. Digitise the archive.\n"
            "Responsible unit: IT Unit, in coordination with the Records Office\n"
            "Deadline: 30 June 2026\n"
            "3. Train staff (Lead: Training Office; Support: IT Unit; by end of March 2026).\n",
            [
                "II.1 | Outreach Team |  | 2026-06-01 to 2026-06-15",
                "II.2 | IT Unit | Records Office | 2026-06-30",
                "II.3 | Training Office | IT Unit | 2026-03-31",
            ],
        ),
        (  # headings without numbers
            "NHIỆM VỤ\n1. Phòng A xây dựng quy chế trước ngày 1/4/2026.\nTỔ CHỨC THỰC HIỆN\n"
            "1. Phòng C: bố trí kinh phí trước ngày 1/6/2026.\n",
            ["I.1 | Phòng A |  | 2026-03-31", "II.1 | Phòng C |  | 2026-05-31"],
        ),
        (  # a report that comes back, and one that is due once; to whom, in brackets
            "II. NHIỆM VỤ\n1. Phòng A xây dựng quy chế trước ngày 1/4/2026.\n"
            "III. TỔ CHỨC THỰC HIỆN\n1. Các phòng báo cáo kết quả (qua Văn phòng Sở) trước ngày 25 "
            "hàng tháng; báo cáo tổng kết trước ngày 15/12/2026.\n"
            "2. Chậm nhất ngày 05 hằng tháng, các đơn vị gửi kết quả thực hiện về Phòng A.\n",
            [
                "II.1 | Phòng A |  | 2026-03-31",
                "III.1 | Các phòng |  | 2026-12-14",
                "monthly | Các phòng | Văn phòng Sở | FREQ=MONTHLY;BYMONTHDAY=24",
                "monthly | Các đơn vị | Phòng A | FREQ=MONTHLY;BYMONTHDAY=5",
            ],
        ),
    ],
)
def test_small_things_lose_no_task_and_invent_no_day(body: str, said_of_it: list[str]) -> None:
    draft = read_plan("a.txt", (HEAD + body).encode())
    assert [*said(draft)] == ["3/KH-SM | 2026-01-05", *said_of_it]


def test_a_conclusion_keeps_who_is_named_after_what_it_is_about() -> None:
    text = (
        "UBND TỈNH MẪU\nTHÔNG BÁO\nKết luận của Chủ tịch UBND tỉnh tại cuộc họp giao ban\n"
        "Số: 301/TB-VP\nMẫu, ngày 13 tháng 11 năm 2026\n"
        "1. Về an sinh: Sở Nội vụ rà soát đối tượng trước ngày 18/11/2026.\n"
        "2. Văn phòng chuẩn bị tài liệu trước ngày 21/11/2026.\n"
        "3. Giao đồng chí phụ trách theo dõi, báo cáo trước ngày 22/11/2026.\n"
    )
    draft = read_plan("a.txt", text.encode())
    assert [*said(draft)] == [
        "301/TB-VP | 2026-11-13",
        "1 | Sở Nội vụ |  | 2026-11-17",
        "2 | Văn phòng |  | 2026-11-20",
        "3 |  |  | 2026-11-21",
    ]
    assert any("Mục 3: không nêu đơn vị chủ trì" in each.text for each in draft.warnings)


WARNED = """KẾ HOẠCH
Chuyển đổi số giai đoạn 2021 - 2023

II. NHIỆM VỤ
1. Phòng Kế toán
- Phối hợp với Phòng Nội vụ rà soát hồ sơ chi trả.
- Lập danh mục theo Phụ lục kèm theo Kế hoạch này.
- Lấy ý kiến dự thảo trong tháng 6/2026; ban hành trong Quý III/2026.
2. Nhiệm vụ chung
- Phối hợp với Phòng Nội vụ tổ chức tập huấn cho viên chức.
- Xây dựng kho dữ liệu xong trước ngày 15/6/2026.
- Thời gian: Quý IV/2026
- Tổ chức hội nghị tổng kết công tác chuyển đổi số.
"""


def test_what_a_plan_leaves_open_is_told_with_its_lines() -> None:
    warnings = {
        each.text.split(":")[0]: each for each in read_plan("a.txt", WARNED.encode()).warnings
    }

    only_with = warnings["Mục II.1/1"]
    assert "không đơn vị nào chủ trì; tạm giao Phòng Kế toán" in only_with.text
    assert only_with.lines == (6, 6)
    assert warnings["Mục II.1/3"].text.endswith("nêu nhiều mốc thời gian; lấy mốc cuối.")
    assert warnings["Mục II.2/1"].text.endswith("mà không nêu đơn vị chủ trì.")
    assert "lấy theo nhãn" in warnings["Mục II.2/2"].text
    assert "Văn bản nhắc đến phụ lục kèm theo nhưng tệp không có" in warnings
    assert "không nêu đơn vị chủ trì" in warnings["Mục II.2/2, II.2/3"].text


def test_an_appendix_that_is_there_is_not_missed() -> None:
    text = WARNED + "PHỤ LỤC\nDANH MỤC NHIỆM VỤ\n1. Cập nhật danh mục dữ liệu dùng chung.\n"
    assert not [each for each in read_plan("a.txt", text.encode()).warnings if "thiếu" in each.text]


MARKDOWN = """# KẾ HOẠCH
## Chuyển đổi số năm 2026
| TT | Nội dung công việc | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian |
|---|---|---|---|---|
| **I** | **Hạ tầng** | | | |
| 1 | Nâng cấp mạng LAN | Văn phòng Sở | Phòng A | 30/6/2026 |
| 2 | Mua máy chủ | nt | nt | nt |
| 3 | Sao lưu dữ liệu | " | | Thường xuyên |
| **II** | **Dữ liệu** | | | |
| 1 | Số hóa hồ sơ | Phòng B<br>Phòng C | Phòng A | Quý III/2026 |
| | Tổng cộng | | | |
"""


def test_a_table_of_markdown_keeps_its_rows_apart() -> None:
    assert [*said(read_plan("a.md", MARKDOWN.encode()))] == [
        "None | None",
        "I.1 | Văn phòng Sở | Phòng A | 2026-06-30",
        "I.2 | Văn phòng Sở | Phòng A | 2026-06-30",
        "I.3 | Văn phòng Sở |  | ongoing",
        "II.1 | Phòng B; Phòng C | Phòng A | 2026-07-01 to 2026-09-30",
    ]
