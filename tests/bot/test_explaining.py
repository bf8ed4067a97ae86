"""Why, in words: each kind of notice with its whole paragraph, in both languages."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from bot.sending.explaining import in_words, reason
from scheduler.rules.calendar import OFFICE_ZONE, days
from scheduler.rules.charge import Charge
from scheduler.rules.decision import Watched, decide
from scheduler.rules.digest import digest_key
from scheduler.rules.duty import DutyKind, State
from scheduler.rules.escalation import Skip
from scheduler.rules.explanation import Asked, Background, Dated, Explanation, Source
from scheduler.rules.notice import Kind, Notice, of_duty, request_key
from scheduler.rules.people import Cast, Person, Role
from scheduler.rules.policy import DayOffRule
from scheduler.rules.recurrence import parse_rrule
from scheduler.rules.why import explain, since
from tests.builders import (
    AN,
    BINH,
    CHI,
    DUNG,
    EM,
    GIANG,
    HOA,
    a_cast,
    a_duty,
    a_line,
    a_report,
    a_weekly_report,
    an_office,
    at,
    on,
    unlinked,
    watched,
)

NAMES = dict.fromkeys(days(on("2026-02-14"), on("2026-02-22")), "Tết Nguyên đán")
NAMES |= dict.fromkeys(days(on("2026-08-29"), on("2026-09-02")), "Quốc khánh")
PLAN = Source(
    plan="Nhiệm vụ khoa học năm 2026",
    number="15/KH-SKHCN",
    issued_on=on("2026-01-08"),
    ref="II.2.b",
    lines=(40, 44),
    words="Trước ngày 13/11/2026",
    due_on=on("2026-11-12"),
)
OFFICER: dict[str, Any] = {"reached": {Role.OFFICER: "2026-11-13"}, "told": {Role.OFFICER: [AN]}}
TO_HEAD: dict[str, Any] = {
    "reached": {Role.OFFICER: "2026-11-13", Role.HEAD: "2026-11-20"},
    "told": {Role.OFFICER: [AN], Role.HEAD: [BINH]},
}


def why(item: Watched, now: str, step: str, **known: Any) -> Explanation:
    """Why the notice of a step that a look at `now` makes is said."""
    made = [notice for notice in decide(item, at(now)).notices if notice.step == step]
    assert made, f"no {step} is said at {now}"
    return explain(made[-1], item.office, item, Background(day_names=NAMES, **known))


def told(
    kind: Kind, step: str, slot: str, *, key: str = "", to: int = 1, **known: Any
) -> Explanation:
    """Why something that no look at a duty makes is said."""
    notice = Notice(key=key, kind=kind, person_id=to, step=step, slot_at=at(slot))
    item = watched() if kind in (Kind.CONFIRM, Kind.DECIDE) else None
    return explain(notice, an_office(), item, Background(day_names=NAMES, **known))


def named(item: Watched, slot: str, role: Role, to: Person, *, tells: bool = True) -> Explanation:
    """Why a digest names a duty at a manager's rung: to tell it, or once more."""
    assert (decide(item, at(slot)).in_digest is role) is tells
    notice = of_duty(item.duty, Kind.CLIMB, f"rung-{role.value}", to.id, at(slot))
    return explain(notice, item.office, item, Background(day_names=NAMES))


def moved() -> Explanation:
    """A reminder that was made before the calendar or the date was changed."""
    item = watched(a_duty(due="2026-11-16"))
    notice = of_duty(item.duty, Kind.ASK, "T-3", AN.id, at("2026-11-09T07:45"))
    return explain(notice, item.office, item)


def put_off() -> Explanation:
    """A reminder that gave way to others and left a day later."""
    item = watched()
    notice = of_duty(item.duty, Kind.ASK, "T-3", AN.id, at("2026-11-10T07:45"))
    return explain(notice, item.office, item)


def told_of(step: str, slot: str) -> Explanation:
    """Why a manager is told of NV12 at a step."""
    item = watched(**TO_HEAD)
    return explain(of_duty(item.duty, Kind.CLIMB, step, BINH.id, at(slot)), item.office, item)


DATED = Source(
    plan="Nhiệm vụ khoa học năm 2026",
    ref="II.2.b",
    words="Tháng 10/2026",
    due_on=on("2026-10-31"),
    dates=(
        Dated(
            at=at("2026-10-26T09:00"),
            old=on("2026-10-31"),
            new=on("2026-11-12"),
            reason="chờ số liệu",
        ),
    ),
)
ASKED = Asked(who="An", at=at("2026-11-10T09:12"))
HELD = Charge(person=BINH, since=at("2026-11-13T09:00"), until=on("2026-11-17"))

TABLE: list[tuple[Any, ...]] = [
    (  # T-20 of a long task
        why(watched(a_duty(opens="2026-08-01")), "2026-10-15T07:45", "T-20"),
        "Việc từ ba tháng trở lên được nhắc trước hạn 20, 7, 3, 1, 0 ngày làm việc; đây"
        " là lần trước 20 ngày: hạn thứ Năm 12/11/2026, 20 ngày làm việc trước là thứ "
        "Năm 15/10/2026, không tính T7, CN. Gửi đồng chí vì được giao việc này.",
        "A task of three months or more is asked for 20, 7, 3, 1, 0 working days ahead;"
        " this is 20 ahead: due Thu 12 Nov 2026, 20 working days earlier is Thu 15 Oct "
        "2026, not counting Sat, Sun. It goes to you, to whom it is assigned.",
    ),
    (  # T-7 with the plan
        why(watched(), "2026-11-03T07:45", "T-7", source=PLAN),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "trước 7 ngày: hạn thứ Năm 12/11/2026, 7 ngày làm việc trước là thứ Ba "
        "03/11/2026, không tính T7, CN. Gửi đồng chí vì được giao việc này. Căn cứ: Kế "
        "hoạch “Nhiệm vụ khoa học năm 2026” số 15/KH-SKHCN ngày 08/1/2026, mục II.2.b "
        "(dòng 40–44): “Trước ngày 13/11/2026”, tức là đúng hạn đến hết thứ Năm "
        "12/11/2026.",
        "A task of less than three months is asked for 7, 3, 1, 0 working days ahead; "
        "this is 7 ahead: due Thu 12 Nov 2026, 7 working days earlier is Tue 3 Nov "
        "2026, not counting Sat, Sun. It goes to you, to whom it is assigned. Source: "
        "plan “Nhiệm vụ khoa học năm 2026” no. 15/KH-SKHCN of 8 Jan 2026, section "
        "II.2.b (lines 40–44): “Trước ngày 13/11/2026”, which means in time until the "
        "end of Thu 12 Nov 2026.",
    ),
    (  # T-3
        why(watched(a_duty(due="2026-11-16")), "2026-11-11T07:45", "T-3"),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "trước 3 ngày: hạn thứ Hai 16/11/2026, 3 ngày làm việc trước là thứ Tư "
        "11/11/2026, không tính T7, CN. Gửi đồng chí vì được giao việc này.",
    ),
    (  # T-1 due at an hour
        why(watched(a_duty(clock=time(17))), "2026-11-11T07:45", "T-1"),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "trước 1 ngày: hạn 17:00 thứ Năm 12/11/2026, 1 ngày làm việc trước là thứ Tư "
        "11/11/2026. Gửi đồng chí vì được giao việc này.",
    ),
    (  # T-0
        why(watched(), "2026-11-12T07:45", "T-0"),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "cuối, đúng ngày: hạn thứ Năm 12/11/2026. Gửi đồng chí vì được giao việc này.",
    ),
    (  # due on a day off, advised before it
        why(watched(a_duty(due="2026-10-31")), "2026-10-29T07:45", "T-1"),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "trước 1 ngày: hạn thứ Bảy 31/10/2026 là ngày nghỉ nên tính theo ngày làm việc "
        "liền trước, thứ Sáu 30/10/2026, 1 ngày làm việc trước là thứ Năm 29/10/2026. "
        "Gửi đồng chí vì được giao việc này.",
        "A task of less than three months is asked for 7, 3, 1, 0 working days ahead; "
        "this is 1 ahead: due Sat 31 Oct 2026, a day off, so counted from the working "
        "day before it, Fri 30 Oct 2026, 1 working day earlier is Thu 29 Oct 2026. It "
        "goes to you, to whom it is assigned.",
    ),
    (  # due on a day off, moved after it
        why(
            watched(a_duty(due="2026-10-31"), office=an_office(day_off_rule=DayOffRule.NEXT)),
            "2026-11-02T07:45",
            "T-0",
        ),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "cuối, đúng ngày: hạn thứ Bảy 31/10/2026 là ngày nghỉ nên chuyển sang ngày làm "
        "việc kế tiếp, thứ Hai 02/11/2026. Gửi đồng chí vì được giao việc này.",
    ),
    (  # over Tết
        why(watched(a_duty(due="2026-02-24")), "2026-02-12T07:45", "T-3"),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "trước 3 ngày: hạn thứ Ba 24/2/2026, 3 ngày làm việc trước là thứ Năm "
        "12/2/2026, không tính Tết Nguyên đán (14/2–22/2). Gửi đồng chí vì được giao "
        "việc này.",
        "A task of less than three months is asked for 7, 3, 1, 0 working days ahead; "
        "this is 3 ahead: due Tue 24 Feb 2026, 3 working days earlier is Thu 12 Feb "
        "2026, not counting Tết Nguyên đán (14 Feb–22 Feb). It goes to you, to whom it "
        "is assigned.",
    ),
    (  # a monthly report in a set
        why(watched(a_report()), "2026-11-02T07:45", "T-5", merged=("BC1", "BC3")),
        "Báo cáo từ kỳ tháng trở lên được nhắc trước hạn 5, 2, 1, 0 ngày làm việc; đây "
        "là lần trước 5 ngày: hạn thứ Hai 09/11/2026, 5 ngày làm việc trước là thứ Hai "
        "02/11/2026, không tính T7, CN. Nộp chung với BC1, BC3 vì cùng nơi nhận, cùng "
        "ngày hạn. Gửi đồng chí vì được giao việc này.",
        "A monthly or longer report is asked for 5, 2, 1, 0 working days ahead; this is"
        " 5 ahead: due Mon 9 Nov 2026, 5 working days earlier is Mon 2 Nov 2026, not "
        "counting Sat, Sun. To be sent together with BC1, BC3: same receiver, same due "
        "day. It goes to you, to whom it is assigned.",
    ),
    (  # the eve of a weekly report
        why(watched(a_weekly_report()), "2026-11-10T13:30", "T-1"),
        "Báo cáo tuần được nhắc cuối ngày làm việc liền trước và sáng ngày hết hạn; đây"
        " là lần đầu: hạn thứ Tư 11/11/2026, 1 ngày làm việc trước là thứ Ba "
        "10/11/2026. Gửi đồng chí vì được giao việc này.",
    ),
    (  # the morning of a weekly report
        why(watched(a_weekly_report()), "2026-11-11T07:45", "T-0"),
        "Báo cáo tuần được nhắc cuối ngày làm việc liền trước và sáng ngày hết hạn; đây"
        " là lần sau: hạn thứ Tư 11/11/2026. Gửi đồng chí vì được giao việc này.",
    ),
    (  # before a promised day
        why(
            watched(a_duty(promise="2026-11-11"), last_word="2026-11-03T08:00"),
            "2026-11-10T07:45",
            "before-promise-2026-11-11",
        ),
        "Đã có hẹn xong ngày thứ Tư 11/11/2026 nên chỉ nhắc lại trước ngày hẹn: 1 ngày "
        "làm việc trước là thứ Ba 10/11/2026. Gửi đồng chí vì được giao việc này.",
        "It was promised for Wed 11 Nov 2026, so it is asked for again only before that"
        " day: 1 working day earlier is Tue 10 Nov 2026. It goes to you, to whom it is "
        "assigned.",
    ),
    (  # a promise for the due day
        why(
            watched(a_duty(due="2026-10-31", promise="2026-10-31"), last_word="2026-10-20T08:00"),
            "2026-10-30T07:45",
            "before-promise-2026-10-31",
        ),
        "Đã có hẹn xong ngày thứ Bảy 31/10/2026 nên chỉ nhắc lại trước ngày hẹn: 1 ngày"
        " làm việc trước là thứ Sáu 30/10/2026. Gửi đồng chí vì được giao việc này.",
    ),
    (  # a promise far away once it is late
        why(
            watched(a_duty(promise="2026-12-15"), last_word="2026-11-17T09:00", **OFFICER),
            "2026-11-24T08:00",
            "before-promise-2026-12-15",
        ),
        "Việc đã quá hạn, có hẹn xong ngày thứ Ba 15/12/2026 nói ngày thứ Ba "
        "17/11/2026; lời hẹn chỉ hoãn được 5 ngày làm việc: 5 ngày làm việc sau là thứ "
        "Ba 24/11/2026, không tính T7, CN. Gửi đồng chí vì được giao việc này.",
    ),
    (  # before a promised day once it is late
        why(
            watched(a_duty(promise="2026-11-20"), last_word="2026-11-17T09:00", **OFFICER),
            "2026-11-19T07:45",
            "before-promise-2026-11-20",
        ),
        "Đã có hẹn xong ngày thứ Sáu 20/11/2026 nên chỉ nhắc lại trước ngày hẹn: 1 ngày"
        " làm việc trước là thứ Năm 19/11/2026. Gửi đồng chí vì được giao việc này.",
    ),
    (  # after a snooze
        why(
            watched(snoozed={AN: "2026-11-10T07:45"}),
            "2026-11-10T07:45",
            "after-snooze-2026-11-10T0745",
        ),
        "Nhắc lại vào 07:45 thứ Ba 10/11/2026 theo đề nghị của đồng chí. Gửi đồng chí "
        "vì được giao việc này.",
        "A reminder at 07:45 Tue 10 Nov 2026, as you asked. It goes to you, to whom it "
        "is assigned.",
    ),
    (  # a line for a report
        why(watched(a_report(), missing_lines=(a_line(),)), "2026-11-02T07:45", "line-2026-11"),
        "BC2 Báo cáo tháng 11/2026 còn thiếu dòng về việc này: trong kỳ chưa ai cho "
        "biết kết quả, nên hỏi cùng lần nhắc báo cáo (hạn thứ Hai 09/11/2026, 5 ngày "
        "làm việc trước là thứ Hai 02/11/2026, không tính T7, CN).",
        "BC2 Monthly report 11/2026 still lacks a line about this task: nobody has said"
        " a word in its period, so it is asked for together with the report (due Mon 9 "
        "Nov 2026, 5 working days earlier is Mon 2 Nov 2026, not counting Sat, Sun).",
    ),
    (  # a yearly review
        why(
            watched(
                a_duty(due=None, opens="2026-02-01"),
                reviews=parse_rrule("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9"),
            ),
            "2026-11-09T07:45",
            "review-2026",
        ),
        "Việc thường xuyên được rà soát mỗi năm một lần, vào hạn báo cáo năm (không có "
        "thì 31/12): thứ Hai 09/11/2026. Gửi đồng chí vì được giao việc này.",
        "A task that goes on is reviewed once a year, when the annual report is due "
        "(without one on 31/12): Mon 9 Nov 2026. It goes to you, to whom it is "
        "assigned.",
    ),
    (  # a yearly review on a day off
        why(
            watched(
                a_duty(due=None, opens="2026-02-01"),
                reviews=parse_rrule("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=14"),
            ),
            "2026-11-13T07:45",
            "review-2026",
        ),
        "Việc thường xuyên được rà soát mỗi năm một lần, vào hạn báo cáo năm (không có "
        "thì 31/12): thứ Bảy 14/11/2026 là ngày nghỉ nên hỏi vào ngày làm việc liền "
        "trước, thứ Sáu 13/11/2026. Gửi đồng chí vì được giao việc này.",
    ),
    (  # silence
        why(watched(asks_sent=3), "2026-11-11T08:00", "silent"),
        "Đã nhắc 3 lần mà chưa ai trả lời nên báo lãnh đạo đơn vị biết; chưa phải là "
        "báo vượt cấp. Gửi đồng chí là lãnh đạo HC-TH.",
    ),
    (  # the officer, over Quốc khánh
        why(watched(a_duty(due="2026-08-28")), "2026-09-03T07:45", "rung-officer"),
        "Việc quá hạn mà chưa xong nên đôn đốc người thực hiện: hạn thứ Sáu 28/8/2026, "
        "1 ngày làm việc sau là thứ Năm 03/9/2026, không tính Quốc khánh (29/8–02/9). "
        "Các bậc theo quy định nhắc việc bản 1. Gửi đồng chí vì được giao việc này.",
        "It is overdue and not done, so whoever does it is urged: due Fri 28 Aug 2026, "
        "1 working day later is Thu 3 Sep 2026, not counting Quốc khánh (29 Aug–2 Sep)."
        " The steps are those of policy version 1. It goes to you, to whom it is "
        "assigned.",
    ),
    (  # the head
        why(watched(**OFFICER), "2026-11-17T07:45", "rung-head", source=PLAN),
        "Việc quá hạn mà chưa xong nên báo đến lãnh đạo đơn vị: hạn thứ Năm 12/11/2026,"
        " 3 ngày làm việc sau là thứ Ba 17/11/2026, không tính T7, CN. Các bậc theo quy"
        " định nhắc việc bản 1. Gửi đồng chí là lãnh đạo HC-TH. Căn cứ: Kế hoạch “Nhiệm"
        " vụ khoa học năm 2026” số 15/KH-SKHCN ngày 08/1/2026, mục II.2.b (dòng 40–44):"
        " “Trước ngày 13/11/2026”, tức là đúng hạn đến hết thứ Năm 12/11/2026.",
        "It is overdue and not done, so the head of the unit is told: due Thu 12 Nov "
        "2026, 3 working days later is Tue 17 Nov 2026, not counting Sat, Sun. The "
        "steps are those of policy version 1. It goes to you as the head of HC-TH. "
        "Source: plan “Nhiệm vụ khoa học năm 2026” no. 15/KH-SKHCN of 8 Jan 2026, "
        "section II.2.b (lines 40–44): “Trước ngày 13/11/2026”, which means in time "
        "until the end of Thu 12 Nov 2026.",
    ),
    (  # over a Saturday that is worked
        why(
            watched(
                a_duty(due="2026-08-21"),
                reached={Role.OFFICER: "2026-08-22"},
                told={Role.OFFICER: [AN]},
            ),
            "2026-08-25T07:45",
            "rung-head",
        ),
        "Việc quá hạn mà chưa xong nên báo đến lãnh đạo đơn vị: hạn thứ Sáu 21/8/2026, "
        "3 ngày làm việc sau là thứ Ba 25/8/2026, không tính CN, có tính ngày làm bù "
        "22/8. Các bậc theo quy định nhắc việc bản 1. Gửi đồng chí là lãnh đạo HC-TH.",
    ),
    (  # the coordinator, after a head told late
        why(watched(**TO_HEAD), "2026-11-24T07:45", "rung-coordinator"),
        "Việc quá hạn mà chưa xong (hạn thứ Năm 12/11/2026) nên báo đến đầu mối tổng "
        "hợp: bậc lãnh đạo đơn vị đã được báo ngày thứ Sáu 20/11/2026, 2 ngày làm việc "
        "sau là thứ Ba 24/11/2026, không tính T7, CN. Các bậc theo quy định nhắc việc "
        "bản 1. Gửi đồng chí là đầu mối tổng hợp.",
        "It is overdue and not done (due Thu 12 Nov 2026), so the coordinator is told: "
        "the head of the unit was told on Fri 20 Nov 2026, 2 working days later is Tue "
        "24 Nov 2026, not counting Sat, Sun. The steps are those of policy version 1. "
        "It goes to you as the coordinator.",
    ),
    (  # the coordinator, past a head nobody could tell
        why(
            watched(reached=TO_HEAD["reached"], told={Role.OFFICER: [AN]}),
            "2026-11-24T07:45",
            "rung-coordinator",
        ),
        "Việc quá hạn mà chưa xong (hạn thứ Năm 12/11/2026) nên báo đến đầu mối tổng "
        "hợp: bậc lãnh đạo đơn vị đã bỏ qua ngày thứ Sáu 20/11/2026, 2 ngày làm việc "
        "sau là thứ Ba 24/11/2026, không tính T7, CN. Đã bỏ qua bậc lãnh đạo đơn vị vì "
        "không báo được cho ai. Các bậc theo quy định nhắc việc bản 1. Gửi đồng chí là "
        "đầu mối tổng hợp.",
    ),
    (  # the deputy in charge
        named(
            watched(
                reached={**TO_HEAD["reached"], Role.COORDINATOR: "2026-11-20"},
                told=TO_HEAD["told"] | {Role.COORDINATOR: [DUNG]},
            ),
            "2026-11-24T07:45",
            Role.DEPUTY,
            EM,
        ),
        "Việc quá hạn mà chưa xong (hạn thứ Năm 12/11/2026) nên báo đến lãnh đạo phụ "
        "trách đơn vị: bậc đầu mối tổng hợp đã được báo ngày thứ Sáu 20/11/2026, 2 ngày"
        " làm việc sau là thứ Ba 24/11/2026, không tính T7, CN. Các bậc theo quy định "
        "nhắc việc bản 1. Gửi đồng chí là lãnh đạo phụ trách HC-TH.",
    ),
    (  # the leader
        named(
            watched(
                reached={
                    **TO_HEAD["reached"],
                    Role.COORDINATOR: "2026-11-20",
                    Role.DEPUTY: "2026-11-23",
                },
                told=TO_HEAD["told"] | {Role.COORDINATOR: [DUNG], Role.DEPUTY: [EM]},
            ),
            "2026-11-26T07:45",
            Role.LEADER,
            GIANG,
        ),
        "Việc quá hạn mà chưa xong nên báo đến lãnh đạo cơ quan: hạn thứ Năm "
        "12/11/2026, 10 ngày làm việc sau là thứ Năm 26/11/2026, không tính T7, CN. Các"
        " bậc theo quy định nhắc việc bản 1. Gửi đồng chí là lãnh đạo cơ quan.",
    ),
    (  # the deputy in charge, in the next week's digest
        named(
            watched(
                reached={Role.OFFICER: "2026-11-13", Role.DEPUTY: "2026-11-23"},
                told={Role.OFFICER: [AN], Role.DEPUTY: [EM]},
            ),
            "2026-11-30T07:45",
            Role.DEPUTY,
            EM,
            tells=False,
        ),
        "Việc quá hạn mà chưa xong nên báo đến lãnh đạo phụ trách đơn vị: hạn thứ Năm "
        "12/11/2026, 7 ngày làm việc sau là thứ Hai 23/11/2026, không tính T7, CN. Các bậc theo "
        "quy định nhắc việc bản 1. Bậc này đã được báo ngày thứ Hai 23/11/2026; việc vẫn quá hạn "
        "nên bản tổng hợp nêu lại. Gửi đồng chí là lãnh đạo phụ trách HC-TH.",
        "It is overdue and not done, so the deputy in charge of the unit is told: due Thu 12 Nov "
        "2026, 7 working days later is Mon 23 Nov 2026, not counting Sat, Sun. The steps are those "
        "of policy version 1. This step was told on Mon 23 Nov 2026; it is still overdue, so the "
        "list names it again. It goes to you as the deputy in charge of HC-TH.",
    ),
    (  # more time that was refused
        why(watched(refused_on=on("2026-11-17")), "2026-11-18T07:45", "rung-officer"),
        "Việc quá hạn mà chưa xong nên đôn đốc người thực hiện: hạn thứ Năm 12/11/2026,"
        " nhưng chỉ tính từ ngày đề nghị gia hạn bị từ chối, thứ Ba 17/11/2026, 1 ngày "
        "làm việc sau là thứ Tư 18/11/2026. Các bậc theo quy định nhắc việc bản 1. Gửi "
        "đồng chí vì được giao việc này.",
    ),
    (  # after somebody had taken charge
        why(watched(charges=(HELD,), **OFFICER), "2026-11-19T07:45", "rung-head"),
        "Việc quá hạn mà chưa xong (hạn thứ Năm 12/11/2026) nên báo đến lãnh đạo đơn "
        "vị: đã có người nhận xử lý đến thứ Ba 17/11/2026, 2 ngày làm việc sau là thứ "
        "Năm 19/11/2026. Các bậc theo quy định nhắc việc bản 1. Gửi đồng chí là lãnh "
        "đạo HC-TH.",
        "It is overdue and not done (due Thu 12 Nov 2026), so the head of the unit is "
        "told: somebody had taken charge until Tue 17 Nov 2026, 2 working days later is"
        " Thu 19 Nov 2026. The steps are those of policy version 1. It goes to you as "
        "the head of HC-TH.",
    ),
    (  # days of grace
        why(watched(office=an_office(grace_days=2)), "2026-11-17T07:45", "rung-officer"),
        "Việc quá hạn mà chưa xong nên đôn đốc người thực hiện: hạn thứ Năm 12/11/2026,"
        " thêm ngày ân hạn (2 ngày làm việc sau là thứ Hai 16/11/2026, không tính T7, "
        "CN), 1 ngày làm việc sau là thứ Ba 17/11/2026. Các bậc theo quy định nhắc việc"
        " bản 1. Gửi đồng chí vì được giao việc này.",
        "It is overdue and not done, so whoever does it is urged: due Thu 12 Nov 2026, "
        "with days of grace (2 working days later is Mon 16 Nov 2026, not counting Sat,"
        " Sun), 1 working day later is Tue 17 Nov 2026. The steps are those of policy "
        "version 1. It goes to you, to whom it is assigned.",
    ),
    (  # a round that began late
        why(watched(a_duty(began="2026-11-18T09:00", round=2)), "2026-11-19T07:45", "rung-officer"),
        "Việc quá hạn mà chưa xong nên đôn đốc người thực hiện: hạn thứ Năm 12/11/2026,"
        " nhưng chỉ tính từ ngày việc được đổi hạn, trả lại hoặc mở lại, thứ Tư "
        "18/11/2026, 1 ngày làm việc sau là thứ Năm 19/11/2026. Các bậc theo quy định "
        "nhắc việc bản 1. Gửi đồng chí vì được giao việc này.",
    ),
    (  # taken up when it was late
        why(watched(a_duty(opens="2026-11-18")), "2026-11-19T07:45", "rung-officer"),
        "Việc quá hạn mà chưa xong nên đôn đốc người thực hiện: hạn thứ Năm 12/11/2026,"
        " nhưng chỉ tính từ ngày bắt đầu theo dõi việc này, thứ Tư 18/11/2026, 1 ngày "
        "làm việc sau là thứ Năm 19/11/2026. Các bậc theo quy định nhắc việc bản 1. Gửi"
        " đồng chí vì được giao việc này.",
    ),
    (  # live when it was late
        why(
            watched(office=an_office(live_from="2026-11-23T08:00")),
            "2026-11-24T07:45",
            "rung-officer",
        ),
        "Việc quá hạn mà chưa xong nên đôn đốc người thực hiện: hạn thứ Năm 12/11/2026,"
        " nhưng chỉ tính từ ngày cơ quan bắt đầu dùng Đôn Đốc, thứ Hai 23/11/2026, 1 "
        "ngày làm việc sau là thứ Ba 24/11/2026. Các bậc theo quy định nhắc việc bản 1."
        " Gửi đồng chí vì được giao việc này.",
    ),
    (  # a policy kept since the first rung
        why(
            watched(office=an_office(version=3), **OFFICER),
            "2026-11-17T07:45",
            "rung-head",
            policy_version=2,
        ),
        "Việc quá hạn mà chưa xong nên báo đến lãnh đạo đơn vị: hạn thứ Năm 12/11/2026,"
        " 3 ngày làm việc sau là thứ Ba 17/11/2026, không tính T7, CN. Các bậc theo quy"
        " định nhắc việc bản 2, giữ nguyên từ bậc đầu (nay đã có bản 3). Gửi đồng chí "
        "là lãnh đạo HC-TH.",
        "It is overdue and not done, so the head of the unit is told: due Thu 12 Nov "
        "2026, 3 working days later is Tue 17 Nov 2026, not counting Sat, Sun. The "
        "steps are those of policy version 2, kept since the first one (by now there is"
        " version 3). It goes to you as the head of HC-TH.",
    ),
    (  # an extension nobody decided
        why(watched(extension_asked_in_time=True), "2026-11-19T07:45", "rung-officer"),
        "Việc quá hạn mà chưa xong nên đôn đốc người thực hiện: hạn thứ Năm 12/11/2026,"
        " 1 ngày làm việc sau là thứ Sáu 13/11/2026. Có đề nghị gia hạn gửi trong hạn "
        "nên đã chờ quyết định đến 5 ngày làm việc sau hạn: 5 ngày làm việc sau là thứ "
        "Năm 19/11/2026, không tính T7, CN. Các bậc theo quy định nhắc việc bản 1. Gửi "
        "đồng chí vì được giao việc này.",
    ),
    (  # urged each week
        why(watched(**OFFICER), "2026-11-16T07:45", "week-2026-W47"),
        "Việc vẫn quá hạn (hạn thứ Năm 12/11/2026) nên mỗi tuần đôn đốc lại vào khung "
        "đầu tuần: ngày làm việc đầu tiên của tuần 47 là thứ Hai 16/11/2026. Gửi đồng "
        "chí vì được giao việc này.",
    ),
    (  # repeated to the head each week, after Quốc khánh
        why(
            watched(
                a_duty(due="2026-08-17"),
                reached={Role.OFFICER: "2026-08-18", Role.HEAD: "2026-08-20"},
                told={Role.OFFICER: [AN], Role.HEAD: [BINH]},
            ),
            "2026-09-03T07:45",
            "week-2026-W36",
        ),
        "Việc vẫn quá hạn (hạn thứ Hai 17/8/2026) nên mỗi tuần báo lại một dòng vào "
        "khung đầu tuần: ngày làm việc đầu tiên của tuần 36 là thứ Năm 03/9/2026, không"
        " tính Quốc khánh (31/8–02/9). Gửi đồng chí là lãnh đạo HC-TH.",
    ),
    (  # nobody is assigned, so the contact
        why(watched(cast=a_cast(assignees=(), contact=HOA)), "2026-11-12T07:45", "T-0"),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "cuối, đúng ngày: hạn thứ Năm 12/11/2026. Gửi đồng chí vì HC-TH chưa giao việc "
        "này cho ai và đồng chí là đầu mối của đơn vị.",
    ),
    (  # nobody is assigned, no contact, so the head
        why(watched(cast=a_cast(assignees=())), "2026-11-12T07:45", "T-0"),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "cuối, đúng ngày: hạn thứ Năm 12/11/2026. Gửi đồng chí vì HC-TH chưa giao việc "
        "này cho ai và đồng chí là lãnh đạo đơn vị.",
    ),
    (  # the contact for somebody without a link
        why(
            watched(cast=a_cast(assignees=(unlinked(AN),), contact=HOA)), "2026-11-12T07:45", "T-0"
        ),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "cuối, đúng ngày: hạn thứ Năm 12/11/2026. Gửi đồng chí là đầu mối của HC-TH vì "
        "An đang vắng hoặc chưa nhận được tin.",
        "A task of less than three months is asked for 7, 3, 1, 0 working days ahead; "
        "this is the last, on the day: due Thu 12 Nov 2026. It goes to you as the "
        "contact of HC-TH, since An cannot be reached.",
    ),
    (  # the head for somebody without a link
        why(watched(cast=a_cast(assignees=(unlinked(AN),))), "2026-11-12T07:45", "T-0"),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "cuối, đúng ngày: hạn thứ Năm 12/11/2026. Gửi đồng chí là lãnh đạo HC-TH vì An "
        "đang vắng hoặc chưa nhận được tin.",
    ),
    (  # the deputy for a head without a link
        why(
            watched(cast=a_cast(heads=(unlinked(BINH),), deputy_heads=(CHI,)), **OFFICER),
            "2026-11-17T07:45",
            "rung-head",
        ),
        "Việc quá hạn mà chưa xong nên báo đến lãnh đạo đơn vị: hạn thứ Năm 12/11/2026,"
        " 3 ngày làm việc sau là thứ Ba 17/11/2026, không tính T7, CN. Các bậc theo quy"
        " định nhắc việc bản 1. Gửi đồng chí là cấp phó của HC-TH vì Bình đang vắng "
        "hoặc chưa nhận được tin.",
    ),
    (  # the substitute of somebody away
        why(
            watched(cast=a_cast(away={AN.id: HOA})),
            "2026-11-12T07:45",
            "T-0",
        ),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "cuối, đúng ngày: hạn thứ Năm 12/11/2026. Gửi đồng chí vì làm thay An đang "
        "vắng.",
        "A task of less than three months is asked for 7, 3, 1, 0 working days ahead; "
        "this is the last, on the day: due Thu 12 Nov 2026. It goes to you as the "
        "substitute of An, who is away.",
    ),
    (  # a coordinator who was told as the head
        named(
            watched(
                cast=a_cast(coordinators=(BINH,)),
                reached={**TO_HEAD["reached"], Role.COORDINATOR: "2026-11-20"},
                told=TO_HEAD["told"],
                skipped={Role.COORDINATOR: Skip.TOLD_BELOW},
            ),
            "2026-11-24T07:45",
            Role.DEPUTY,
            EM,
        ),
        "Việc quá hạn mà chưa xong (hạn thứ Năm 12/11/2026) nên báo đến lãnh đạo phụ "
        "trách đơn vị: bậc đầu mối tổng hợp đã bỏ qua ngày thứ Sáu 20/11/2026, 2 ngày "
        "làm việc sau là thứ Ba 24/11/2026, không tính T7, CN. Đã bỏ qua bậc đầu mối "
        "tổng hợp vì người ở bậc đó đã được báo ở bậc khác. Các bậc theo quy định nhắc "
        "việc bản 1. Gửi đồng chí là lãnh đạo phụ trách HC-TH.",
    ),
    (  # put off to another day
        put_off(),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "trước 3 ngày: hạn thứ Năm 12/11/2026, 3 ngày làm việc trước là thứ Hai "
        "09/11/2026. Tin đi muộn hơn khung đó, ngày thứ Ba 10/11/2026. Gửi đồng chí vì "
        "được giao việc này.",
    ),
    (  # a charge that is over
        told_of("charge-2026-11-18", "2026-11-19T07:45"),
        "Việc này do đồng chí nhận xử lý đến thứ Tư 18/11/2026; ngày ấy đã qua mà việc "
        "chưa xong nên báo lại một lần. Gửi đồng chí là lãnh đạo HC-TH.",
        "Charge was taken by you until Wed 18 Nov 2026; that day has passed and it is "
        "not done, so this is told once. It goes to you as the head of HC-TH.",
    ),
    (  # an extension that was granted
        why(watched(), "2026-11-12T07:45", "T-0", source=DATED),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "cuối, đúng ngày: hạn thứ Năm 12/11/2026. Gửi đồng chí vì được giao việc này. "
        "Căn cứ: Kế hoạch “Nhiệm vụ khoa học năm 2026”, mục II.2.b: “Tháng 10/2026”, "
        "tức là đúng hạn đến hết thứ Bảy 31/10/2026; ngày thứ Hai 26/10/2026 đổi hạn từ"
        " thứ Bảy 31/10/2026 sang thứ Năm 12/11/2026, lý do “chờ số liệu”.",
        "A task of less than three months is asked for 7, 3, 1, 0 working days ahead; "
        "this is the last, on the day: due Thu 12 Nov 2026. It goes to you, to whom it "
        "is assigned. Source: plan “Nhiệm vụ khoa học năm 2026”, section II.2.b: “Tháng"
        " 10/2026”, which means in time until the end of Sat 31 Oct 2026; on Mon 26 Oct"
        " 2026 the date was changed from Sat 31 Oct 2026 to Thu 12 Nov 2026, reason "
        "“chờ số liệu”.",
    ),
    (  # a report of the office itself
        why(
            watched(a_weekly_report()),
            "2026-11-11T07:45",
            "T-0",
            source=Source(words="trước thứ 5 hàng tuần", due_on=on("2026-11-11")),
        ),
        "Báo cáo tuần được nhắc cuối ngày làm việc liền trước và sáng ngày hết hạn; đây"
        " là lần sau: hạn thứ Tư 11/11/2026. Gửi đồng chí vì được giao việc này. Căn "
        "cứ: kỳ báo cáo BC1 của cơ quan: “trước thứ 5 hàng tuần”, tức là đúng hạn đến "
        "hết thứ Tư 11/11/2026.",
    ),
    (  # a plan that gives neither number nor words
        why(watched(), "2026-11-12T07:45", "T-0", source=Source(plan="Nhiệm vụ khoa học năm 2026")),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "cuối, đúng ngày: hạn thứ Năm 12/11/2026. Gửi đồng chí vì được giao việc này. "
        "Căn cứ: Kế hoạch “Nhiệm vụ khoa học năm 2026”.",
    ),
    (  # support that a lead asked for
        why(
            watched(a_duty(kind=DutyKind.SUPPORT, asked_by="QLKH")),
            "2026-11-12T07:45",
            "T-0",
            source=PLAN,
        ),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "cuối, đúng ngày: hạn thứ Năm 12/11/2026. Gửi đồng chí vì được giao việc này. "
        "Căn cứ: Kế hoạch “Nhiệm vụ khoa học năm 2026” số 15/KH-SKHCN ngày 08/1/2026, "
        "mục II.2.b (dòng 40–44); hạn do QLKH đặt khi đề nghị phối hợp.",
    ),
    (  # said later than its slot
        why(watched(), "2026-11-09T07:45", "T-3", left_on=on("2026-11-10")),
        "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần "
        "trước 3 ngày: hạn thứ Năm 12/11/2026, 3 ngày làm việc trước là thứ Hai "
        "09/11/2026. Tin đi muộn hơn khung đó, ngày thứ Ba 10/11/2026. Gửi đồng chí vì "
        "được giao việc này.",
    ),
    (  # the calendar has changed since
        moved(),
        "Tin nhắc trước hạn, thuộc khung 07:45 thứ Hai 09/11/2026; lịch, hạn hoặc quy "
        "định đã đổi từ đó nên nay tính lại ra thứ Tư 11/11/2026. Gửi đồng chí vì được "
        "giao việc này.",
        "A reminder, of the slot 07:45 Mon 9 Nov 2026; the calendar, the date or the "
        "rules have changed since, and the count now leads to Wed 11 Nov 2026. It goes "
        "to you, to whom it is assigned.",
    ),
    (  # a result to confirm
        told(
            Kind.CONFIRM,
            "confirm",
            "2026-11-10T13:30",
            key=request_key(5, 1, BINH.id),
            to=BINH.id,
            request=ASKED,
        ),
        "An báo đã xong lúc 09:12 thứ Ba 10/11/2026, chờ xác nhận; hỏi ở khung nhắc đầu"
        " tiên sau đó. Gửi đồng chí là lãnh đạo HC-TH.",
        "An reported it done at 09:12 Tue 10 Nov 2026, and it waits to be confirmed; "
        "asked in the first slot after that. It goes to you as the head of HC-TH.",
    ),
    (  # asked again
        told(
            Kind.DECIDE,
            "decide",
            "2026-11-12T07:45",
            key=request_key(5, 2, BINH.id),
            to=BINH.id,
            request=ASKED,
        ),
        "An xin gia hạn lúc 09:12 thứ Ba 10/11/2026, chờ quyết định; chưa có trả lời "
        "nên hỏi lại (2 ngày làm việc sau là thứ Năm 12/11/2026). Gửi đồng chí là lãnh "
        "đạo HC-TH.",
    ),
    (  # handed on to the coordinator
        told(
            Kind.DECIDE,
            "decide",
            "2026-11-16T07:45",
            key=request_key(5, 3, DUNG.id),
            to=DUNG.id,
            request=ASKED,
        ),
        "An xin gia hạn lúc 09:12 thứ Ba 10/11/2026, chờ quyết định; người được hỏi "
        "chưa trả lời hoặc không nhận được tin nên chuyển lên cấp trên (4 ngày làm việc"
        " sau là thứ Hai 16/11/2026, không tính T7, CN). Gửi đồng chí là đầu mối tổng "
        "hợp.",
        "An asked for more time at 09:12 Tue 10 Nov 2026, and it waits for a decision; "
        "whoever was asked has not answered or cannot be reached, so it was handed on "
        "(4 working days later is Mon 16 Nov 2026, not counting Sat, Sun). It goes to "
        "you as the coordinator.",
    ),
    (  # handed on at once
        told(
            Kind.CONFIRM, "confirm", "2026-11-11T07:45", key=request_key(5, 3, DUNG.id), to=DUNG.id
        ),
        "Có người báo đã xong, chờ xác nhận; người được hỏi chưa trả lời hoặc không "
        "nhận được tin nên chuyển lên cấp trên. Gửi đồng chí là đầu mối tổng hợp.",
    ),
    (  # told
        told(Kind.TOLD, "returned", "2026-11-10T13:30", made_at=at("2026-11-10T09:12")),
        "Báo để biết, không phải trả lời: kết quả được trả lại lúc 09:12 thứ Ba "
        "10/11/2026; tin đi ở khung nhắc đầu tiên sau đó.",
        "For information, no answer is needed: a result was returned at 09:12 Tue 10 "
        "Nov 2026; this left in the first slot after that.",
    ),
    (  # told of something new
        told(Kind.TOLD, "unheard_of", "2026-11-10T13:30"),
        "Báo để biết, không phải trả lời: có việc vừa xảy ra.",
    ),
    (  # who has not reported
        told(
            Kind.DIGEST,
            "missing",
            "2026-09-03T07:45",
            key=digest_key("missing", "2026-09-03T0745", 4),
        ),
        "Danh sách báo cáo chưa gửi, báo đầu mối vào sáng làm việc đầu tiên sau ngày "
        "hạn: sau thứ Sáu 28/8/2026 là thứ Năm 03/9/2026, không tính Quốc khánh "
        "(29/8–02/9).",
        "The reports not sent, told to the coordinator on the first working morning "
        "after the due day: after Fri 28 Aug 2026 that is Thu 3 Sep 2026, not counting "
        "Quốc khánh (29 Aug–2 Sep).",
    ),
    (  # what the watchdog found
        told(
            Kind.DIGEST,
            "watchdog",
            "2026-11-09T07:45",
            key=digest_key("watchdog", "2026-11-09T0745", 4),
        ),
        "Mỗi ngày Đôn Đốc tự kiểm tra; điều chưa ổn được báo khi mới thấy, mỗi tuần một lần khi "
        "còn và một lần khi đã hết, ở khung đầu của ngày (thứ Hai 09/11/2026).",
        "Đôn Đốc checks itself every day; what is wrong is told when it is found, once a week "
        "while it stands, and once when it is over, in the first slot of the day (Mon 9 Nov 2026).",
    ),
    (  # the leaders' week
        told(
            Kind.DIGEST,
            "leader",
            "2026-11-09T07:45",
            key=digest_key("leader", "2026-11-09T0745", 6),
        ),
        "Bản tổng hợp mỗi tuần gửi lãnh đạo vào khung đầu của ngày làm việc đầu tiên: "
        "tuần 46 là thứ Hai 09/11/2026.",
    ),
    (  # a leader, in the middle of the week
        told(
            Kind.DIGEST,
            "deputy",
            "2026-11-11T07:45",
            key=digest_key("deputy", "2026-11-11T0745", 5),
        ),
        "Bản tổng hợp gửi lãnh đạo ở khung 07:45 thứ Tư 11/11/2026 vì có việc quá hạn "
        "vừa lên đến bậc này.",
    ),
    (  # another digest
        told(
            Kind.DIGEST,
            "leaders",
            "2026-11-09T07:45",
            key=digest_key("leaders", "2026-11-09T0745", 6),
        ),
        "Bản tổng hợp định kỳ của khung 07:45 thứ Hai 09/11/2026, theo vai trò của người nhận.",
    ),
    (  # an answer
        told(Kind.ANSWER, "", "2026-11-09T08:03", key="answer:7.1"),
        "Đây là câu trả lời cho tin của đồng chí.",
    ),
]
IDS = [
    "T-20 of a long task",
    "T-7 with the plan",
    "T-3",
    "T-1 due at an hour",
    "T-0",
    "due on a day off, advised before it",
    "due on a day off, moved after it",
    "over Tết",
    "a monthly report in a set",
    "the eve of a weekly report",
    "the morning of a weekly report",
    "before a promised day",
    "a promise for the due day",
    "a promise far away once it is late",
    "before a promised day once it is late",
    "after a snooze",
    "a line for a report",
    "a yearly review",
    "a yearly review on a day off",
    "silence",
    "the officer, over Quốc khánh",
    "the head",
    "over a Saturday that is worked",
    "the coordinator, after a head told late",
    "the coordinator, past a head nobody could tell",
    "the deputy in charge",
    "the leader",
    "the deputy in charge, in the next week's digest",
    "more time that was refused",
    "after somebody had taken charge",
    "days of grace",
    "a round that began late",
    "taken up when it was late",
    "live when it was late",
    "a policy kept since the first rung",
    "an extension nobody decided",
    "urged each week",
    "repeated to the head each week, after Quốc khánh",
    "nobody is assigned, so the contact",
    "nobody is assigned, no contact, so the head",
    "the contact for somebody without a link",
    "the head for somebody without a link",
    "the deputy for a head without a link",
    "the substitute of somebody away",
    "a coordinator who was told as the head",
    "put off to another day",
    "a charge that is over",
    "an extension that was granted",
    "a report of the office itself",
    "a plan that gives neither number nor words",
    "support that a lead asked for",
    "said later than its slot",
    "the calendar has changed since",
    "a result to confirm",
    "asked again",
    "handed on to the coordinator",
    "handed on at once",
    "told",
    "told of something new",
    "who has not reported",
    "what the watchdog found",
    "the leaders' week",
    "a leader, in the middle of the week",
    "another digest",
    "an answer",
]


@pytest.mark.parametrize(("found", "words"), [(each[0], each[1]) for each in TABLE], ids=IDS)
def test_why_in_vietnamese(found: Explanation, words: str) -> None:
    assert in_words(found, OFFICE_ZONE, "vi") == words


@pytest.mark.parametrize(
    ("found", "words"), [(each[0], each[2]) for each in TABLE if len(each) > 2]
)
def test_why_in_english(found: Explanation, words: str) -> None:
    assert in_words(found, OFFICE_ZONE, "en") == words


def test_somebody_else_is_named_where_the_reader_is_spoken_to() -> None:
    found = why(watched(cast=a_cast(assignees=(), contact=HOA)), "2026-11-12T07:45", "T-0")

    assert "Gửi Hoa vì HC-TH chưa giao việc này cho ai và Hoa là đầu mối của đơn vị." in in_words(
        found, OFFICE_ZONE, "vi", "Hoa"
    )


def test_the_simulation_says_the_rule_on_one_line() -> None:
    found = why(watched(**OFFICER), "2026-11-17T07:45", "rung-head", source=PLAN)

    assert reason(found, OFFICE_ZONE) == (
        "Việc quá hạn mà chưa xong nên báo đến lãnh đạo đơn vị: hạn thứ Năm 12/11/2026, "
        "3 ngày làm việc sau là thứ Ba 17/11/2026, không tính T7, CN."
    )


@pytest.mark.parametrize(
    ("to", "cast", "words"),
    [
        (AN, a_cast(), "Gửi đồng chí vì được giao việc này."),
        (BINH, a_cast(), "Gửi đồng chí là lãnh đạo HC-TH."),
        (DUNG, a_cast(), "Gửi đồng chí là đầu mối tổng hợp."),
        (EM, a_cast(), "Gửi đồng chí là lãnh đạo phụ trách HC-TH."),
        (GIANG, a_cast(), "Gửi đồng chí là lãnh đạo cơ quan."),
        (
            CHI,
            a_cast(lead_heads=(CHI,)),
            "Gửi đồng chí là lãnh đạo QLKH, đơn vị đã đề nghị phối hợp.",
        ),
    ],
)
def test_whoever_reads_it_learns_as_what(to: Person, cast: Cast, words: str) -> None:
    item = watched(a_duty(asked_by="QLKH"), cast=cast)
    kind = Kind.TOLD if to is AN else Kind.CONFIRM
    notice = Notice(
        key=request_key(5, 1, to.id),
        kind=kind,
        person_id=to.id,
        step=kind.value,
        slot_at=at("2026-11-10T13:30"),
    )

    assert words in in_words(explain(notice, item.office, item), OFFICE_ZONE, "vi")


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ({"due": "2026-11-20"}, "Từ đó hạn đã đổi thành thứ Sáu 20/11/2026."),
        ({"state": State.REPORTED}, "Từ đó việc đã báo xong."),
        ({}, "Từ đó việc đã chuyển sang người khác."),
    ],
)
def test_what_has_changed_since_is_said(now: dict[str, Any], words: str) -> None:
    then = watched()
    [notice] = decide(then, at("2026-11-09T07:45")).notices
    cast = a_cast() if now else a_cast(assignees=(HOA,))
    found = explain(notice, then.office, then)

    changed = replace(found, since=since(notice, then.duty, watched(a_duty(**now), cast=cast)))

    assert in_words(changed, OFFICE_ZONE, "vi").endswith(words)
    assert since(notice, then.duty, then) == ()
