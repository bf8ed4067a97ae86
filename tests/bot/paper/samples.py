"""Week 37 of one office: six units, of which two said nothing, and every way a task can stand."""

from datetime import date, datetime, timedelta
from typing import Any

from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.cycle import CycleKind
from scheduler.rules.report_facts import Entry, ReportFacts, TaskFacts
from scheduler.rules.rollup import build_snapshot
from scheduler.rules.snapshot import Header, Snapshot

HCTH, QLKH, CDS = "Phòng HC-TH", "Phòng QLKH", "Phòng CN&CĐS"
DMST, TDC, TTTT = "Phòng CN&ĐMST", "Phòng TĐC", "TT KH-CN-TT"
SUPPORTERS = (CDS, DMST, TDC)

AWARENESS = "1. Nâng cao nhận thức, đột phá về đổi mới tư duy, xác định quyết tâm chính trị mạnh mẽ"
RULES = "2. Hoàn thiện thể chế; xoá bỏ tư tưởng, quan niệm, rào cản đang cản trở sự phát triển"
GROUND = "3. Tăng cường đầu tư, hoàn thiện hạ tầng cho khoa học, công nghệ và chuyển đổi số"
PLAN = (
    "Kế hoạch triển khai thực hiện Kế hoạch số 1570/KH-UBND ngày 08 tháng 5 năm 2025 của "
    "Ủy ban nhân dân tỉnh về phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số"
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def a_header(kind: CycleKind = CycleKind.WEEKLY, period: str = "2026-W37", **more: Any) -> Header:
    facts: dict[str, Any] = {
        "org": "Sở Khoa học và Công nghệ",
        "issuer_parent": "Ủy ban nhân dân tỉnh Quảng Ngãi",
        "cycle": "BC1",
        "period_from": at("2026-09-03"),
        "cut_off": at("2026-09-10"),
        "as_of": at("2026-09-10T09:15"),
        "version": 1,
        "plan_title": PLAN,
        "receiver": QLKH,
    }
    return Header(kind=kind, period=period, **(facts | more))


def a_task(n: int, ref: str, short: str, unit: str, **more: Any) -> TaskFacts:
    """A duty of task NV<n>, open; with `due` it closes at the end of that day."""
    due: date | None = date.fromisoformat(more.pop("due")) if "due" in more else None
    facts: dict[str, Any] = {
        "duty_id": 100 + n,
        "heading": AWARENESS,
        "title": f"{short}; định kỳ đánh giá kết quả và báo cáo cấp có thẩm quyền theo quy định.",
        "supporters": tuple(name for name in SUPPORTERS if name != unit),
        "due_on": due,
        "closes_at": at(f"{due + timedelta(days=1)}") if due else None,
    }
    return TaskFacts(code=f"NV{n}", ref=ref, short=short, unit=unit, **(facts | more))


def an_entry(id: int, person: str, when: str, text: str, blocker: str | None = None) -> Entry:
    return Entry(id=id, person=person, at=at(when), text=text, blocker=blocker)


def the_tasks() -> list[TaskFacts]:
    return [
        a_task(
            1,
            "II.1.a",
            "Phổ biến, tuyên truyền Nghị quyết số 57-NQ/TW trên các nền tảng số",
            HCTH,
            ongoing=True,
            entries=(
                an_entry(11, "An", "2026-09-08T09:12", "Đã đăng 4 tin, bài trên Trang TTĐT của Sở"),
            ),
        ),
        a_task(
            2,
            "II.1.b",
            "Tổ chức hội nghị, hội thảo phổ biến Kế hoạch 1570/KH-UBND",
            HCTH,
            due="2026-09-15",
            state="started",
            percent=60,
            entries=(
                an_entry(
                    12,
                    "An",
                    "2026-09-09T08:05",
                    "đã gửi giấy mời 42 đại biểu, còn chờ duyệt kinh phí",
                    "Chưa được duyệt kinh phí thuê hội trường",
                ),
            ),
        ),
        a_task(
            3,
            "II.2.b",
            "Rà soát, số hóa quy trình nội bộ và kết quả giải quyết TTHC",
            HCTH,
            heading=RULES,
            due="2026-08-31",
            state="accepted",
            reported_at=at("2026-08-28T16:00"),
            percent=100,
        ),
        a_task(
            3,
            "II.2.b",
            "Rà soát, số hóa quy trình nội bộ và kết quả giải quyết TTHC",
            CDS,
            duty_id=113,
            heading=RULES,
            due="2026-08-31",
            state="reported",
            reported_at=at("2026-09-07T10:20"),
            entries=(
                an_entry(
                    13, "Dũng", "2026-09-07T10:20", "xong, đã nhập 100% quy trình lên hệ thống"
                ),
            ),
        ),
        a_task(
            4,
            "II.2.c",
            "Triển khai kế hoạch đào tạo, bồi dưỡng công chức, viên chức",
            HCTH,
            heading=RULES,
            ongoing=True,
        ),
        a_task(
            5,
            "II.2.d",
            "Cải cách phương thức quản lý nhiệm vụ khoa học và công nghệ",
            QLKH,
            heading=RULES,
            due="2026-07-31",
            state="accepted",
            reported_at=at("2026-07-30T15:00"),
        ),
        a_task(
            6,
            "II.3.a",
            "Mở rộng hạ tầng 5G, IoT tại các khu công nghiệp",
            CDS,
            heading=GROUND,
            due="2026-09-05",
            state="started",
            percent=80,
            entries=(
                an_entry(
                    14,
                    "Dũng",
                    "2026-09-09T14:30",
                    "nhà mạng chậm bàn giao 2 trạm, xin lùi đến 20/9",
                    "Nhà mạng chậm bàn giao 2 trạm BTS tại KCN VSIP",
                ),
            ),
        ),
        a_task(
            7,
            "II.3.b",
            "Xây dựng kế hoạch số hóa dữ liệu, tích hợp hệ thống quản lý đề tài, nhiệm vụ KH&CN",
            QLKH,
            heading=GROUND,
            due="2026-12-31",
            percent=25,
            entries=(an_entry(15, "Chi", "2026-09-04T11:00", "đã xong dự thảo lần 1"),),
        ),
        a_task(
            8,
            "II.3.c",
            "Lựa chọn sản phẩm, giải pháp KH&CN đưa vào ứng dụng",
            DMST,
            heading=GROUND,
            due="2026-10-31",
            original_due_on=date(2026, 8, 31),
            percent=40,
            entries=(
                an_entry(16, "Hạnh", "2026-09-08T15:45", "Hội đồng đã họp, chọn 7/12 sản phẩm"),
            ),
        ),
        a_task(
            9,
            "II.3.d",
            "Kiểm định thiết bị đo tại các cơ sở y tế",
            TDC,
            heading=GROUND,
            due="2026-08-15",
        ),
        a_task(
            10,
            "II.3.đ",
            "Thành lập điểm kết nối cung cầu công nghệ",
            TTTT,
            heading=GROUND,
            state="waiting",
        ),
        a_task(
            11,
            "II.3.e",
            "Đề xuất sửa đổi Quy chế quản lý quỹ phát triển KH&CN",
            QLKH,
            heading=GROUND,
        ),
        a_task(
            12,
            "II.3.g",
            "Xây dựng sàn giao dịch công nghệ",
            TTTT,
            heading=GROUND,
            due="2026-06-30",
            state="suspended",
        ),
    ]


def the_reports() -> list[ReportFacts]:
    sent = {
        HCTH: "2026-09-09T09:00",
        QLKH: "2026-09-10T00:00",
        CDS: "2026-09-09T16:40",
        DMST: "2026-09-10T08:05",
    }
    return [
        ReportFacts(
            duty_id=500 + n,
            unit=unit,
            closes_at=at("2026-09-10"),
            reported_at=at(sent[unit]) if unit in sent else None,
            state="reported" if unit in sent else "open",
        )
        for n, unit in enumerate((HCTH, QLKH, CDS, DMST, TDC, TTTT))
    ]


def the_week() -> Snapshot:
    return build_snapshot(a_header(), the_tasks(), the_reports())


def the_quarter() -> Snapshot:
    header = a_header(
        CycleKind.QUARTERLY, "2026-Q3", cycle="BC3", period_from=at("2026-06-10"), version=2
    )
    return build_snapshot(header, the_tasks(), the_reports())
