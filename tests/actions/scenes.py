"""For every line of docs/ACTIONS.md a scene: who does it, at which moment, what is so afterwards.

A new action needs one entry here: the examples of its `ways` are what is typed. Where an action has
several lines, the second is "unlink 2".
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration import appointing, plan_intake
from bot.receiving.actions import BY_NAME
from bot.receiving.actions.action import Ways
from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.people import Role
from storage import attachments, orgs, plan_drafts, plans, units
from storage.people import load_staff
from storage.plan_import import read_plan
from storage.tables import inbox
from tests.actions.stage import STRANGER, WAYS, Place, Prepare, Way


@dataclass(frozen=True, kw_only=True)
class Scene:
    """`expects`: rows that are new or changed, each by some of its columns; `loses`: rows that are
    gone. `shows`: pieces of the answer. `then`: what is said after a way that has to ask back.
    `not_for`: who has no right. `offer`: what the message says to type instead of pressing, where
    neither the button's label nor a text of [typed] says it."""

    person: str
    prepare: Prepare
    about: str | None = None
    expects: tuple[tuple[str, dict[str, Any]], ...] = ()
    loses: tuple[tuple[str, dict[str, Any]], ...] = ()
    shows: tuple[str, ...] = ()
    then: dict[Way, tuple[str, ...]] = field(default_factory=dict)
    not_for: str = STRANGER
    offer: str = ""
    no_button: str = ""  # why the button of its ways cannot be met here
    by_channel: bool = False  # the effect names the channel


SURE: dict[Way, tuple[str, ...]] = dict.fromkeys(WAYS, ("có",))
BEGINS = datetime(2026, 8, 3, 7, 0, tzinfo=OFFICE_ZONE)
_TASK = """{letter}) Việc tồn số {n} của năm trước.

- Phòng chủ trì: Phòng Hành chính

- Thời gian: Trước ngày 04/8/2026
"""


async def first_morning(stage: Place) -> None:
    return


async def asked(stage: Place) -> None:
    """An is asked for NV1 and BC1."""
    await stage.at("2026-08-05T07:45")
    await stage.at("2026-08-05T09:00")


async def has_said(stage: Place) -> None:
    await asked(stage)
    await stage.say("An", "NV1 60%")


async def sent(stage: Place) -> None:
    """The weekly report is with the coordinator."""
    await has_said(stage)
    await stage.say("An", "BC1 gửi")


async def not_sent(stage: Place) -> None:
    """The weekly report is late, and the coordinator sees it."""
    await asked(stage)
    await stage.at("2026-08-06T07:45")
    await stage.at("2026-08-06T09:00")


async def two_reports(stage: Place) -> None:
    await has_said(stage)
    await stage.at("2026-08-05T13:30")


async def reported(stage: Place) -> None:
    """Bình is asked to confirm NV1."""
    await stage.say("An", "NV1 xong")
    await stage.at("2026-08-03T13:30")
    await stage.at("2026-08-03T14:00")


async def accepted(stage: Place) -> None:
    await reported(stage)
    await stage.say("Bình", "đồng ý NV1")


async def wants_more_time(stage: Place) -> None:
    """Bình is asked for an extension of NV1."""
    await stage.say("An", "NV1 xin gia hạn đến 20/9 vì thiếu số liệu")
    await stage.at("2026-08-03T13:30")
    await stage.at("2026-08-03T14:00")


async def late(stage: Place) -> None:
    """NV1 is overdue, and Bình was told this morning."""
    for day in ("17", "18", "19"):
        await stage.at(f"2026-08-{day}T07:00")
        for name in ("An", "Bình"):  # who is silent for a week is not written to on some channels
            await stage.say(name, "/viec")
        await stage.at(f"2026-08-{day}T07:45")
        await stage.at(f"2026-08-{day}T09:00")


async def taken(stage: Place) -> None:
    await late(stage)
    await stage.say("Bình", "NV1 nhận xử lý")


async def both_reported(stage: Place) -> None:
    """Bình is asked to confirm NV1 and NV2."""
    await stage.say("An", "NV2 xong")
    await reported(stage)


async def has_work(stage: Place) -> None:
    await stage.say("Bình", "giao NV1 cho An")
    await stage.say("Bình", "giao NV2 cho An")


async def with_deputy(stage: Place) -> None:
    await stage.say("Bình", "phó phòng là Dung")


async def away(stage: Place) -> None:
    await stage.say("An", "nghỉ 3/8-7/8, thay: Dung")


async def after_noon(stage: Place) -> None:
    await stage.at("2026-08-03T13:30")
    await stage.at("2026-08-03T14:00")


async def has_asked(stage: Place) -> None:
    """Khánh is asked a question about NV1."""
    await stage.say("An", "NV1 cho em hỏi dùng mẫu nào?")
    await after_noon(stage)


async def passed_on(stage: Place) -> None:
    """Bình is asked whether NV1 is Dung's from now on."""
    await stage.say("An", "NV1 em đã chuyển cho Dung")
    await after_noon(stage)


async def unlinked(stage: Place) -> None:
    await stage.say("Khánh", "/huylienket Dung")
    await stage.say("Khánh", "có")


async def speaks_english(stage: Place) -> None:
    await stage.say("An", "/ngonngu en")


async def recorded_for(stage: Place) -> None:
    """An is told of what Bình recorded in their name."""
    await stage.say("Bình", "NV1 60% (ghi hộ An)")
    await after_noon(stage)


async def announced(stage: Place) -> None:
    """An and Dung are told something."""
    await stage.say("Bình", "thông báo cho HC: họp lúc 14h thứ 5")
    await stage.say("Bình", "1")
    await after_noon(stage)


async def administered(stage: Place) -> None:
    """Khánh administers the office as well."""
    async with stage.database.read() as connection:
        khanh = (await load_staff(connection, stage.org)).named("Khánh")[0].id
        kh = (await units.load(connection, stage.org)).find("KH")
    assert kh is not None
    await stage.database.write(
        lambda tx: appointing.appoint(tx, stage.org, khanh, kh, Role.ADMIN, BEGINS, by=None)
    )
    await stage.at("2026-08-03T09:05")  # all is looked at again


async def moved_policy(stage: Place) -> None:
    """NV1 climbs by the policy as it was before."""
    await administered(stage)
    await late(stage)
    await stage.say("Khánh", "số ngày gia ân: 1")
    await stage.say("Khánh", "có")


async def office_closed(stage: Place) -> None:
    await administered(stage)
    await stage.say("Khánh", "cơ quan tạm nghỉ 3/8–4/8: bão")


async def paused(stage: Place) -> None:
    await administered(stage)
    await stage.say("Khánh", "/tamdung")
    await stage.say("Khánh", "có")


async def one_set_aside(stage: Place) -> None:
    """A handler failed at a message; its number is 1."""
    await administered(stage)
    await stage.say("An", "/viec")
    await stage.database.write(
        lambda tx: tx.execute(
            update(inbox)
            .where(inbox.c.org_id == stage.org, inbox.c.id == 1)
            .values(state="set_aside", error="KeyError")
        )
    )


async def long_list(stage: Place) -> None:
    """Bình has seen the first page of what is overdue."""
    tasks = "\n".join(_TASK.format(letter=chr(96 + n), n=n) for n in range(1, 13))
    content = f"KẾ HOẠCH THỨ HAI\n\nII. NHIỆM VỤ\n\n1. Việc tồn\n\n{tasks}"
    await _stored(stage, "second.txt", content)
    await not_sent(stage)
    await stage.say("Bình", "/quahan")


async def merged(stage: Place) -> None:
    """HC goes into KH from today, and nobody has confirmed it."""
    await administered(stage)
    await stage.say("Khánh", "sáp nhập HC vào Phòng Kế hoạch")
    await stage.say("Khánh", "có")


async def with_admin_and_work(stage: Place) -> None:
    await administered(stage)
    await has_work(stage)


_AIMS = """KẾ HOẠCH THỨ TƯ

I. MỤC TIÊU

- Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 98%.

II. NHIỆM VỤ

1. Chuyển đổi số

a) Số hóa hồ sơ lưu trữ của phòng.

- Phòng chủ trì: Phòng Hành chính

- Thời gian: Trước ngày 20/12/2026
"""


async def with_targets(stage: Place) -> None:
    """A plan with a target, in which An's unit has a task."""
    await _stored(stage, "aims.txt", _AIMS)
    await stage.at("2026-08-03T07:05")


async def _stored(stage: Place, name: str, content: str) -> None:
    draft = read_plan(name, content.encode())
    async with stage.database.read() as connection:
        org = await orgs.load(connection, stage.org)
    await stage.database.write(
        lambda tx: plans.commit(tx, org, draft, name=name, content=content.encode(), now=BEGINS)
    )


_DRAFT = """KẾ HOẠCH THỨ BA

II. NHIỆM VỤ

1. Chuyển đổi số

a) Tập huấn kỹ năng số cho công chức.

- Phòng chủ trì: Phòng Hành chính

- Thời gian: Trước ngày 15/7/2026

b) Số hóa hồ sơ lưu trữ của Sở.

- Phòng chủ trì: Phòng Kế hoạch

- Thời gian: Trước ngày 20/9/2026
"""


_TABLE = """KẾ HOẠCH
Bảng mẫu
| TT | Nội dung nhiệm vụ | Chủ trì | Ghi chú |
|---|---|---|---|
| 1 | Rà soát quy trình giải quyết hồ sơ | Phòng Hành chính | Phòng Kế hoạch |
"""


async def drafted(stage: Place) -> None:
    """Khánh has sent a plan, of which one task was due before."""
    await _sent(stage, _DRAFT)


async def drafted_with_targets(stage: Place) -> None:
    """Khánh has sent a plan with a target."""
    await _sent(stage, _AIMS)


async def tabled(stage: Place) -> None:
    """Khánh has sent a plan that is a table."""
    await _sent(stage, _TABLE)


async def _sent(stage: Place, plan: str) -> None:
    await stage.say("Khánh", "chào")
    async with stage.database.read() as connection:
        org = await orgs.load(connection, stage.org)
        message = await connection.scalar(select(func.max(inbox.c.id)))
        staff = await load_staff(connection, stage.org)
    khanh = next(person.id for person in staff.people.values() if person.name == "Khánh")
    content = plan.encode()
    file = {"ref": "r", "name": "kh.txt", "kind": None, "is_photo": False, "size": len(content)}

    async def keep(tx: AsyncConnection) -> None:
        await attachments.add(tx, org.id, message, khanh, [file], None, BEGINS)
        (row,) = await attachments.waiting(tx, org.id, BEGINS, 9)
        await attachments.keep(tx, org.id, row.id, content)
        draft = await plan_intake.for_office(tx, org, read_plan("kh.txt", content), BEGINS)
        begun = await plan_drafts.begin(tx, org.id, khanh, row.id, BEGINS)
        await plan_drafts.keep(tx, org.id, begun, draft)

    await stage.database.write(keep)
    await stage.say("Khánh", "tiếp tục kế hoạch")


async def answered(stage: Place) -> None:
    """And has answered what it asked."""
    await drafted(stage)
    await stage.say("Khánh", "lấy hết đề xuất")


async def to_confirm(stage: Place) -> None:
    """The same, in a message whose buttons nobody has pressed."""
    await answered(stage)


async def to_get_the_sheet(stage: Place) -> None:
    """And again."""
    await answered(stage)


async def to_take_along(stage: Place) -> None:
    """The same once more."""
    await answered(stage)


_DRAFT_STAYS = (("plan_drafts", {"state": "open"}),)


async def seen_missing(stage: Place) -> None:
    """Khánh has seen who has not reported."""
    await not_sent(stage)
    await stage.say("Khánh", "/chuabaocao")


async def waits(stage: Place) -> None:
    """NV5 waits for its condition."""
    await stage.say("Khánh", "giao HC: tổ chức tập huấn sau khi có hướng dẫn")


async def consolidated(stage: Place) -> None:
    await sent(stage)
    await stage.say("Khánh", "tổng hợp BC1")


async def suspended(stage: Place) -> None:
    await stage.say("Khánh", "tạm dừng NV1: chờ hướng dẫn")


SCENES = {
    # looking
    "help": Scene(person="An", prepare=first_morning, shows=("NV1 60%",)),
    "help 2": Scene(person="Khánh", prepare=administered, shows=("Tổ Mẫu",), not_for="An"),
    "overdue": Scene(person="Bình", prepare=late, shows=("HC",)),
    "missing": Scene(person="Khánh", prepare=not_sent, shows=("Báo cáo tuần", "HC")),
    "mine": Scene(person="An", prepare=first_morning, shows=("NV1", "NV2")),
    "why": Scene(person="An", prepare=asked, shows=("NV1",), not_for=STRANGER),
    "due": Scene(person="Sơn", prepare=not_sent, shows=("NV1/HC", "đến hạn")),
    "waiting": Scene(person="Khánh", prepare=waits, shows=("NV5", "hướng dẫn")),
    "task": Scene(person="An", prepare=has_said, shows=("NV1", "60%"), not_for="Chi"),
    "unit": Scene(person="Bình", prepare=late, shows=("Phòng Hành chính", "An"), not_for="Chi"),
    "summary": Scene(person="Sơn", prepare=late, shows=("HC", "KH")),
    "page": Scene(person="Bình", prepare=long_list, shows=("Trang 2/2",), offer="trang 2"),
    "sheet": Scene(person="Bình", prepare=long_list, expects=(("papers", {}),)),
    "remind_listed": Scene(
        person="Khánh",
        prepare=seen_missing,
        expects=(("notices", {"step": "remind-2026-08-06"}),),
        not_for="An",
    ),
    "task_which": Scene(person="An", prepare=first_morning, shows=("NV1", "NV2")),
    # plans
    "plan_import": Scene(person="Khánh", prepare=first_morning, shows=("DOCX",), not_for="An"),
    "plan_draft": Scene(
        person="Khánh", prepare=answered, shows=("Số hóa hồ sơ", "Tập huấn"), not_for="An"
    ),
    "plan_sheet": Scene(
        person="Khánh", prepare=to_get_the_sheet, expects=(("papers", {}),), not_for="An"
    ),
    "plan_answer": Scene(person="Khánh", prepare=drafted, expects=_DRAFT_STAYS, not_for="An"),
    "plan_proposed": Scene(person="Khánh", prepare=drafted, expects=_DRAFT_STAYS, not_for="An"),
    "plan_later": Scene(person="Khánh", prepare=drafted, shows=("giữ lại",), not_for="An"),
    "plan_go_on": Scene(person="Khánh", prepare=drafted, shows=("câu hỏi",), not_for="An"),
    "plan_correct": Scene(person="Khánh", prepare=drafted, expects=_DRAFT_STAYS, not_for="An"),
    "plan_column": Scene(
        person="Khánh",
        prepare=tabled,
        expects=(("plan_drafts", {"holds": {"Ghi chú": "support"}}),),
        not_for="An",
    ),
    "plan_leave_out": Scene(person="Khánh", prepare=drafted, expects=_DRAFT_STAYS, not_for="An"),
    "plan_target_correct": Scene(
        person="Khánh",
        prepare=drafted_with_targets,
        expects=_DRAFT_STAYS,
        shows=("chỉ tiêu 1",),
        not_for="An",
    ),
    "plan_target_leave_out": Scene(
        person="Khánh",
        prepare=drafted_with_targets,
        expects=_DRAFT_STAYS,
        shows=("chỉ tiêu 1",),
        not_for="An",
    ),
    "plan_confirm": Scene(
        person="Khánh",
        prepare=to_confirm,
        expects=(
            ("plans", {"source_name": "kh.txt"}),
            ("tasks", {"code": "NV5"}),
            ("tasks", {"code": "NV6"}),
            ("plan_drafts", {"state": "confirmed"}),
        ),
        not_for="An",
    ),
    "plan_drop": Scene(
        person="Khánh",
        prepare=drafted,
        expects=(("plan_drafts", {"state": "dropped"}),),
        not_for="An",
    ),
    "plans": Scene(person="Khánh", prepare=first_morning, shows=("KH1", "4"), not_for="An"),
    "plan_amend": Scene(person="Khánh", prepare=drafted, expects=_DRAFT_STAYS, not_for="An"),
    "plan_withdraw": Scene(
        person="Khánh",
        prepare=first_morning,
        expects=(("duties", {"state": "cancelled"}), ("tasks", {"code": "NV1"})),
        then=SURE,
        not_for="An",
    ),
    # targets
    "targets": Scene(person="An", prepare=with_targets, shows=("CT1", "98%")),
    "target": Scene(person="An", prepare=with_targets, shows=("CT1", "98%")),
    "target_figure": Scene(
        person="An",
        prepare=with_targets,
        expects=(("target_figures", {"value": 85.0}),),
        not_for="Chi",
    ),
    # reporting
    "done": Scene(
        person="An",
        prepare=asked,
        about="NV1",
        expects=(("duties", {"state": "reported", "percent": 100}), ("progress", {})),
        not_for="Chi",
    ),
    "evidence": Scene(
        person="An",
        prepare=asked,
        about="NV1",
        expects=(
            ("duties", {"state": "reported", "percent": 100}),
            ("evidence", {"kind": "letter", "number": "12/HC"}),
        ),
        shows=("12/HC",),
        not_for="Chi",
    ),
    "progress": Scene(
        person="An",
        prepare=asked,
        about="NV1",
        expects=(
            ("duties", {"percent": 60}),
            ("progress", {"percent": 60}),
        ),
        not_for="Chi",
    ),
    "stuck": Scene(
        person="An",
        prepare=asked,
        about="NV1",
        expects=(("progress", {"intent": "blocked"}),),
        not_for="Chi",
    ),
    "promise": Scene(
        person="An",
        prepare=asked,
        about="NV1",
        expects=(("duties", {"promise_on": date(2026, 8, 12)}),),
        not_for="Chi",
    ),
    "ask_more_time": Scene(
        person="An",
        prepare=asked,
        about="NV1",
        expects=(("requests", {"kind": "extension", "new_due_on": date(2026, 9, 20)}),),
        not_for="Chi",
    ),
    "undo": Scene(
        person="An",
        prepare=has_said,
        expects=(("duties", {"percent": None}),),
        not_for="Chi",
    ),
    "consolidate": Scene(person="Khánh", prepare=sent, expects=(("reports", {}),), not_for="An"),
    "send_on": Scene(
        person="Khánh",
        prepare=consolidated,
        expects=(("notices", {"step": "report_sent"}),),
        then=SURE,
        not_for="An",
    ),
    "hand_in_all": Scene(
        person="An", prepare=two_reports, expects=(("submissions", {}),), not_for="Chi"
    ),
    "hand_in": Scene(
        person="An",
        prepare=has_said,
        about="BC1",
        expects=(("submissions", {}), ("duties", {"state": "reported"})),
        not_for="Chi",
    ),
    "nothing": Scene(
        person="An",
        prepare=asked,
        about="BC1",
        expects=(("submissions", {}), ("duties", {"state": "reported"})),
        not_for="Chi",
    ),
    "line": Scene(
        person="An",
        prepare=sent,
        expects=(("submission_lines", {}),),
        offer="BC1 sửa dòng",
        then={"button": ("2", "đạt 70%"), "free": ("1",)},
        not_for="Chi",
    ),
    # deciding
    "agree_several": Scene(
        person="Bình",
        prepare=both_reported,
        expects=(("duties", {"state": "accepted"}),),
        not_for="An",
    ),
    "more_time": Scene(
        person="Bình",
        prepare=wants_more_time,
        expects=(("moves", {}), ("requests", {"outcome": "granted"})),
        not_for="An",
    ),
    "reopen": Scene(
        person="Bình",
        prepare=accepted,
        expects=(("duties", {"state": "started"}),),
        not_for="An",
    ),
    "agree": Scene(
        person="Bình",
        prepare=reported,
        about="NV1",
        expects=(("duties", {"state": "accepted"}),),
        not_for="An",
    ),
    "refuse": Scene(
        person="Bình",
        prepare=wants_more_time,
        about="NV1",
        expects=(("requests", {"outcome": "refused"}),),
        not_for="An",
    ),
    "send_back": Scene(
        person="Bình",
        prepare=reported,
        about="NV1",
        expects=(("duties", {"state": "started"}),),
        then={"button": ("thiếu phụ lục",)},
        not_for="An",
    ),
    "assign": Scene(
        person="Bình",
        prepare=first_morning,
        expects=(("assignments", {}),),
        no_button="it asks to whom: test_staffing.py presses it",
        not_for="An",
    ),
    # directing
    "give_task": Scene(
        person="Khánh",
        prepare=first_morning,
        expects=(
            ("tasks", {"code": "NV5"}),
            ("duties", {"due_on": date(2026, 12, 20)}),
            ("notices", {"step": "task_given"}),
        ),
        not_for="An",
    ),
    "suspend": Scene(
        person="Khánh",
        prepare=first_morning,
        expects=(("duties", {"state": "suspended"}), ("notices", {"step": "suspended"})),
        not_for="Chi",
    ),
    "resume": Scene(
        person="Khánh",
        prepare=suspended,
        expects=(("duties", {"state": "started"}), ("notices", {"step": "resumed"})),
        not_for="Chi",
    ),
    "close": Scene(
        person="Khánh",
        prepare=first_morning,
        expects=(("duties", {"state": "accepted"}), ("notices", {"step": "closed"})),
        not_for="Chi",
    ),
    "counts_from": Scene(
        person="Khánh",
        prepare=waits,
        expects=(("duties", {"due_on": date(2026, 9, 20)}), ("notices", {"step": "dated"})),
        not_for="Chi",
    ),
    "cancel": Scene(
        person="Khánh",
        prepare=first_morning,
        expects=(("duties", {"state": "cancelled"}), ("notices", {"step": "cancelled"})),
        then=SURE,
        not_for="Chi",
    ),
    "change_lead": Scene(
        person="Khánh",
        prepare=first_morning,
        expects=(
            ("duties", {"state": "cancelled"}),
            ("duties", {"state": "open"}),
            ("task_units", {"side": "lead"}),
            ("notices", {"step": "lead_gone"}),
            ("notices", {"step": "lead_given"}),
        ),
        then=SURE,
        not_for="Chi",
    ),
    "add_supporter": Scene(
        person="Khánh",
        prepare=first_morning,
        expects=(("task_units", {"side": "support"}), ("notices", {"step": "supporter_added"})),
        not_for="Chi",
    ),
    "drop_supporter": Scene(
        person="Khánh",
        prepare=first_morning,
        loses=(("task_units", {"side": "support"}),),
        expects=(("notices", {"step": "supporter_dropped"}),),
        not_for="Chi",
    ),
    "take_charge": Scene(
        person="Bình", prepare=late, about="NV1", expects=(("charges", {}),), not_for="An"
    ),
    "extend": Scene(
        person="Khánh",
        prepare=late,
        expects=(("moves", {"new_due_on": date(2026, 9, 20)}),),
        no_button="she is told two days later: test_climb_offers.py presses it",
        not_for="Dung",
    ),
    "note": Scene(
        person="Bình",
        prepare=late,
        about="NV1",
        expects=(("notes", {}),),
        then={"button": ("chờ Sở Tài chính",)},
        not_for="Chi",
    ),
    "give_back": Scene(person="Bình", prepare=taken, expects=(("charges", {}),), not_for="An"),
    # staffing
    "hand_over": Scene(
        person="Bình",
        prepare=has_work,
        expects=(("assignments", {}), ("handovers", {})),
        then=SURE,
        not_for="An",
    ),
    "deputy": Scene(
        person="Bình",
        prepare=first_morning,
        expects=(("roles", {"role": "deputy_head"}),),
        not_for="An",
    ),
    "end_deputy": Scene(
        person="Bình", prepare=with_deputy, expects=(("journal", {}),), not_for="An"
    ),
    "absence": Scene(person="An", prepare=first_morning, expects=(("absences", {}),)),
    "absence 2": Scene(person="An", prepare=away, expects=(("journal", {}),)),
    # passing on
    "pass_on": Scene(
        person="An",
        prepare=asked,
        about="NV1",
        expects=(("requests", {"kind": "handover", "for_id": 4}),),
        not_for="Chi",
    ),
    "not_ours": Scene(
        person="An",
        prepare=asked,
        about="NV1",
        expects=(("requests", {"kind": "reject"}),),
        not_for="Chi",
    ),
    "conflict": Scene(
        person="An",
        prepare=first_morning,
        expects=(("requests", {"kind": "question"}),),
        not_for="Dung",
    ),
    "question": Scene(
        person="An",
        prepare=asked,
        about="NV1",
        expects=(("requests", {"kind": "question"}),),
        not_for="Chi",
    ),
    "answer": Scene(
        person="Khánh",
        prepare=has_asked,
        about="NV1",
        expects=(("requests", {}),),
        then={"button": ("dùng mẫu 02",)},
        not_for="Chi",
    ),
    "keep": Scene(
        person="Bình", prepare=passed_on, about="NV1", expects=(("requests", {}),), not_for="An"
    ),
    "let_have": Scene(
        person="Bình",
        prepare=passed_on,
        about="NV1",
        expects=(("assignments", {}),),
        not_for="An",
    ),
    # linking
    "unlinked": Scene(person="Khánh", prepare=unlinked, shows=("HC", "Dung"), not_for="An"),
    "unlink": Scene(
        person="An",
        prepare=first_morning,
        expects=(("journal", {"what": "unlinked"}),),
        loses=(("links", {"person_id": 1}),),
        then=SURE,
    ),
    "unlink 2": Scene(
        person="Khánh",
        prepare=first_morning,
        expects=(("journal", {"what": "unlinked"}),),
        loses=(("links", {"person_id": 4}),),
        then=SURE,
        not_for="An",
    ),
    "invite": Scene(person="Khánh", prepare=unlinked, expects=(("link_codes", {}),), not_for="An"),
    "invite 2": Scene(
        person="Khánh", prepare=unlinked, expects=(("link_codes", {}),), not_for="An"
    ),
    "confidentiality": Scene(person="Khánh", prepare=first_morning, shows=("1. ",), not_for="An"),
    "keep_back": Scene(
        person="Khánh",
        prepare=first_morning,
        expects=(("plans", {"confidentiality": "code"}),),
        not_for="An",
    ),
    "vietnamese": Scene(
        person="An", prepare=speaks_english, expects=(("people", {"language": "vi"}),)
    ),
    "english": Scene(person="An", prepare=first_morning, expects=(("people", {"language": "en"}),)),
    "language": Scene(person="An", prepare=first_morning, shows=("tiếng Việt",)),
    "test_link": Scene(person="An", prepare=first_morning, shows=("An",)),
    # towards others
    "record_for": Scene(
        person="Bình",
        prepare=first_morning,
        expects=(("duties", {"percent": 60}), ("progress", {"percent": 60})),
        not_for="Chi",
    ),
    "contest": Scene(
        person="An",
        prepare=recorded_for,
        about="NV1",
        expects=(("duties", {"percent": None}),),
        not_for="Dung",
    ),
    "support": Scene(
        person="Bình", prepare=first_morning, expects=(("supports", {}),), not_for="Chi"
    ),
    "broadcast": Scene(
        person="Bình",
        prepare=first_morning,
        expects=(("broadcasts", {}), ("broadcast_readers", {})),
        then=SURE,
        not_for="An",
    ),
    "seen": Scene(person="An", prepare=announced, expects=(("broadcast_readers", {}),)),
    "broadcast_what": Scene(
        person="Bình", prepare=first_morning, shows=("Phòng Hành chính",), not_for="An"
    ),
    "who_answered": Scene(person="Bình", prepare=announced, shows=("0/2",)),
    "remind": Scene(
        person="Bình",
        prepare=late,
        about="NV1",
        expects=(("notices", {}),),
        not_for="An",
    ),
    "remind_which": Scene(person="Bình", prepare=late, shows=("NV1",)),
    "remind_all": Scene(person="Bình", prepare=late, expects=(("notices", {}),), not_for="An"),
    # the office
    "calendar": Scene(person="An", prepare=first_morning, shows=("02/9",)),
    "office_days": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("calendar_edits", {"day": date(2026, 8, 24), "kind": "off"}),),
        not_for="An",
    ),
    "office_pause": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("pauses", {"first_day": date(2026, 8, 24)}),),
        not_for="An",
    ),
    "office_resume": Scene(
        person="Khánh",
        prepare=office_closed,
        loses=(("pauses", {}),),
        shows=("03/8",),
        not_for="An",
    ),
    "policy": Scene(
        person="Khánh", prepare=administered, shows=("giờ nhắc: 07:45, 13:30",), not_for="An"
    ),
    "policy_set": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("policies", {}), ("journal", {"what": "policy_set", "person_id": 5})),
        then=SURE,
        not_for="An",
    ),
    "policy_apply": Scene(
        person="Khánh",
        prepare=moved_policy,
        expects=(("duties", {"policy_version": 2}),),
        then=SURE,
        not_for="An",
    ),
    "live": Scene(
        person="Khánh",
        prepare=paused,
        expects=(("orgs", {"state": "live"}),),
        then=SURE,
        not_for="An",
    ),
    "pause": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("orgs", {"state": "paused"}),),
        then=SURE,
        not_for="An",
    ),
    "first_week": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("errands", {"what": "first_week", "done_at": None}),),
        not_for="An",
    ),
    "health": Scene(person="Khánh", prepare=one_set_aside, shows=("1 tin",), not_for="An"),
    "set_aside": Scene(person="Khánh", prepare=one_set_aside, shows=("KeyError",), not_for="An"),
    "try_again": Scene(
        person="Khánh",
        prepare=one_set_aside,
        expects=(("journal", {"what": "set_aside_tried_again"}),),
        not_for="An",
    ),
    "drop_message": Scene(
        person="Khánh",
        prepare=one_set_aside,
        expects=(("journal", {"what": "message_dropped"}),),
        then=SURE,
        not_for="An",
    ),
    # people of the office
    "people": Scene(
        person="Khánh", prepare=administered, shows=("An", "Bình", "Dung"), not_for="An"
    ),
    "add_person": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("people", {"full_name": "Văn Mẫu"}), ("roles", {"unit_id": 2})),
        not_for="Bình",
    ),
    "people_import": Scene(
        person="Khánh", prepare=administered, shows=("XLSX", "full_name"), not_for="Bình"
    ),
    "move_person": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("roles", {"person_id": 4, "unit_id": 3}), ("handovers", {})),
        loses=(("roles", {"person_id": 4, "unit_id": 2}),),
        not_for="Bình",
    ),
    "end_role": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("roles", {"person_id": 2, "role": "officer"}),),
        loses=(("roles", {"person_id": 2, "role": "head"}),),
        not_for="Chi",
    ),
    "appoint": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("roles", {"person_id": 4, "role": "head"}),),
        loses=(("roles", {"person_id": 2, "role": "head"}),),
        then=SURE,
        not_for="Chi",
    ),
    "leave": Scene(
        person="Khánh",
        prepare=with_admin_and_work,
        expects=(("assignments", {"person_id": 4}), ("journal", {"what": "person_left"})),
        loses=(("roles", {"person_id": 1}), ("links", {"person_id": 1})),
        then=SURE,
        not_for="Bình",
    ),
    "contact": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("roles", {"person_id": 4, "is_contact": True}),),
        not_for="Bình",
    ),
    "in_charge": Scene(
        person="Khánh",
        prepare=administered,
        loses=(("roles", {"role": "deputy", "unit_id": 3}),),
        expects=(("handovers", {}),),
        not_for="Bình",
    ),
    "end_charge": Scene(
        person="Khánh",
        prepare=administered,
        loses=(("roles", {"role": "deputy"}),),
        shows=("HC",),
        not_for="Bình",
    ),
    "rename_person": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("people", {"full_name": "Phương Dung"}),),
        not_for="Bình",
    ),
    "email_of": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("people", {"email": "dung@so.example.vn"}),),
        not_for="Bình",
    ),
    "units": Scene(
        person="Khánh", prepare=administered, shows=("Phòng Hành chính", "KH"), not_for="An"
    ),
    "add_unit": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("units", {"name": "Phòng Pháp chế", "short": "PC"}),),
        not_for="Bình",
    ),
    "unit_alias": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("units", {"aliases": ["Tổ Văn thư"]}),),
        not_for="Bình",
    ),
    "unit_group": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("units", {"name": "các phòng chuyên môn", "is_group": True}),),
        not_for="Bình",
    ),
    "rename_unit": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("successions", {"kind": "rename"}),),
        then=SURE,
        not_for="Bình",
    ),
    "merge_units": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("successions", {"kind": "merge"}),),
        then=SURE,
        not_for="Bình",
    ),
    "split_unit": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("successions", {"kind": "split"}), ("units", {"name": "Phòng Một"})),
        then=SURE,
        not_for="Bình",
    ),
    "close_unit": Scene(
        person="Khánh",
        prepare=administered,
        expects=(("successions", {"kind": "close"}),),
        then=SURE,
        not_for="Bình",
    ),
    "confirm_unit": Scene(
        person="Khánh",
        prepare=merged,
        expects=(("duties", {"unit_id": 3}),),
        then=SURE,
        not_for="Bình",
    ),
    # being written to
    "keep_writing": Scene(
        person="An",
        prepare=first_morning,
        shows=("tiếp tục",),
        no_button="its message comes at the end of a platform's window: test_window.py presses it",
    ),
    "newest_channel": Scene(person="An", prepare=first_morning, shows=("kênh",)),
    "channels": Scene(person="An", prepare=first_morning, shows=("Telegram",), by_channel=True),
    "my_channels": Scene(person="An", prepare=first_morning, shows=("kênh",)),
    "half_day": Scene(person="An", prepare=first_morning, expects=(("people", {}),)),
    "both_halves": Scene(person="An", prepare=first_morning, shows=("07:45", "13:30")),
    "quiet_hours": Scene(person="An", prepare=first_morning, expects=(("people", {}),)),
    "no_quiet_hours": Scene(person="An", prepare=first_morning, shows=("giờ",)),
    "snooze": Scene(
        person="An", prepare=asked, about="NV1", expects=(("snoozes", {}),), not_for="Chi"
    ),
}


def ways_of(name: str) -> Ways:
    """The line of the page that a scene performs."""
    action, _, line = name.partition(" ")
    return BY_NAME[action].ways[int(line or 1) - 1]
