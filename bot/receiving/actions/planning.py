"""Plans: a file read, its questions answered, its draft corrected, confirmed or dropped."""

import re

from bot.handlers import (
    plan_columns,
    plan_commit,
    plan_corrections,
    plan_draft,
    plan_questions,
    plan_sheet,
    plans,
)
from bot.handlers.asked import Answer, Asked
from bot.lists.listing import Wish
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.wording import as_typed
from scheduler.rules.words import fold

_PLAN = r"(?:ke hoach|kh|plan)"
_END = (
    r"(?:(?:xin|de nghi|hay|please) )?(?:thu hoi|bai bo|huy(?: bo)?|rut(?: lai)?|cham dut"
    r"|dung(?: thuc hien)?|withdraw|revoke|cancel|drop)(?: the)?"
)
_WHY = r"(?:\s*[:,.-]\s*(?P<why>.+)| (?:vi|do|because) (?P<because>.+))?"
_DRAFT = r"(?:du thao(?: ke hoach)?|draft(?: plan)?|(?:the )?draft)"
_PAGE = r"(?: (?:trang|page) (?P<page>\d{1,3})|(?P<sheet> (?:xuat )?(?:ra )?(?:xlsx|excel)))?"
_N = r"(?:(?:muc|so|nhiem vu|task|item) )?(?P<n>\d{1,3})"
_FIELDS = {
    "lead": r"(?:(?:don vi|phong)(?: chu tri)?|chu tri|lead(?: unit)?)",
    "support": r"(?:(?:don vi |phong )?phoi hop(?: voi)?|support(?:ed by)?)",
    "time": r"(?:thoi han|thoi gian|han(?: cuoi)?|due|time)",
    "text": r"(?:noi dung|text)",
}
_TARGET = r"(?:(?:chi )?tieu|target)(?: so)? (?P<n>\d{1,3})"
_TARGET_FIELD = "|".join(
    rf"{words}[\s:]+(?P<{name}>.+)" for name, words in _FIELDS.items() if name != "support"
)
_HOLDS = {
    "task": r"(?:nhiem vu|noi dung|cong viec|viec|tasks?)",
    "lead": r"(?:(?:don vi |phong )?chu tri|lead(?: unit)?)",
    "support": r"(?:(?:don vi |phong )?phoi hop|support)",
    "time": r"(?:thoi han|thoi gian|han|due|time|deadline)",
    "other": r"(?:san pham|ket qua|ghi chu|results?|notes?)",
    "none": r"(?:khong dung|bo qua|bo|nothing|unused)",
}
_HELD = "|".join(rf"(?P<{name}>{words})" for name, words in _HOLDS.items())
# Behind a comma "Phòng" alone begins a name.
_BEHIND = _FIELDS | {"lead": r"(?:(?:don vi |phong )?chu tri|lead(?: unit)?)"}
_ANOTHER = re.compile("|".join(rf"{words}[\s:]+(?P<{name}>.+)" for name, words in _BEHIND.items()))
_FIELD = "|".join(rf"{words}[\s:]+(?P<{name}>.+)" for name, words in _FIELDS.items())


async def _import(asked: Asked, found: Found) -> Answer:
    return await plan_draft.take_file(asked)


async def _draft(asked: Asked, found: Found) -> Answer:
    if found["sheet"]:  # the list as a workbook is the one that may be corrected
        return await plan_sheet.give(asked)
    return await plan_draft.tasks(asked, Wish(sentence="xem dự thảo", page=int(found["page"] or 1)))


async def _press_draft(asked: Asked, first: int, second: int) -> Answer:
    return await plan_draft.tasks(asked, Wish(sentence="xem dự thảo"))


async def _sheet(asked: Asked, found: Found) -> Answer:
    return await plan_sheet.give(asked)


async def _press_sheet(asked: Asked, first: int, second: int) -> Answer:
    return await plan_sheet.give(asked)


async def _answer(asked: Asked, found: Found) -> Answer:
    says = as_typed(asked.words, found, "says")
    return await plan_questions.answer(asked, int(found["n"]), bool(found["mark"]), says)


async def _take_proposed(asked: Asked, found: Found) -> Answer:
    return await plan_questions.take_proposed(asked)


async def _later(asked: Asked, found: Found) -> Answer:
    return await plan_questions.later(asked)


async def _go_on(asked: Asked, found: Found) -> Answer:
    return await plan_questions.go_on(asked)


async def _correct(asked: Asked, found: Found) -> Answer:
    field = next(name for name in _FIELDS if found[name])
    said = _fields(field, as_typed(asked.words, found, field))
    return await plan_corrections.correct(asked, int(found["n"]), said)


def _fields(field: str, said: str) -> list[tuple[str, str]]:
    """ "tháng 12/2026, chủ trì Phòng A" of a time: the time, then the lead."""
    parts = re.split(r"([,;]\s+)", said)
    fields = [(field, parts[0])]
    for glue, part in zip(parts[1::2], parts[2::2], strict=True):
        if another := _ANOTHER.fullmatch(fold(part)):
            name = next(name for name in _FIELDS if another[name])
            fields.append((name, as_typed(part, another, name)))
        else:
            name, words = fields[-1]
            fields[-1] = (name, words + glue + part)
    return fields


async def _leave_out(asked: Asked, found: Found) -> Answer:
    return await plan_corrections.leave_out(asked, int(found["n"]))


async def _correct_target(asked: Asked, found: Found) -> Answer:
    field = next((name for name in _FIELDS if name != "support" and found[name]), "aim")
    said = as_typed(asked.words, found, field)
    return await plan_corrections.correct_target(asked, int(found["n"]), field, said)


async def _leave_out_target(asked: Asked, found: Found) -> Answer:
    return await plan_corrections.leave_out_target(asked, int(found["n"]))


async def _column(asked: Asked, found: Found) -> Answer:
    holds = next(name for name in _HOLDS if found[name])
    return await plan_columns.say(asked, as_typed(asked.words, found, "heading"), holds)


async def _confirm(asked: Asked, found: Found) -> Answer:
    return await plan_commit.confirm(asked)


async def _press_confirm(asked: Asked, first: int, second: int) -> Answer:
    return await plan_commit.confirm(asked)


async def _drop(asked: Asked, found: Found) -> Answer:
    return await plan_commit.drop(asked)


async def _plans(asked: Asked, found: Found) -> Answer:
    page, as_sheet = int(found["page"] or 1), bool(found["sheet"])
    return await plans.plans(asked, Wish(sentence="/kehoach", page=page, as_sheet=as_sheet))


async def _amend(asked: Asked, found: Found) -> Answer:
    return await plans.amend(asked, int(found["n"]))


async def _withdraw(asked: Asked, found: Found) -> Answer:
    said = as_typed(asked.words, found, "why") or as_typed(asked.words, found, "because")
    number = found["n"] if "n" in found.re.groupindex else None
    return await plans.withdraw(asked, int(number) if number else None, said)


LISTS = (
    Action(
        name="plans",
        patterns=patterns(
            rf"/(?:kehoach|plans){_PAGE}",
            rf"(?:xem |danh sach |cac |nhung )+ke hoach{_PAGE}",
            rf"(?:(?:show|list) )?(?:the |all )?plans{_PAGE}",
        ),
        typed=_plans,
        ways=(
            Ways(
                who="coordinator",
                coded="/kehoach",
                free="danh sách kế hoạch",
                english="list the plans",
            ),
        ),
    ),
    Action(
        name="plan_draft",
        patterns=patterns(rf"(?:xem |show )?{_DRAFT}{_PAGE}", rf"/(?:duthao|draft){_PAGE}"),
        typed=_draft,
        alone=_press_draft,
        ways=(
            Ways(
                who="coordinator",
                button="button.plan_draft",
                coded="/duthao",
                free="xem dự thảo",
                english="show the draft",
            ),
        ),
    ),
)
ACTIONS = (
    Action(
        name="plan_sheet",
        patterns=patterns(
            rf"(?:gui|lay|xuat|tai) (?:lai )?bang(?: sua)?(?: (?:{_DRAFT}|{_PLAN}))?|/bangduthao"
            rf"|(?:send|get) (?:me )?(?:the )?sheet(?: of (?:{_DRAFT}|the plan))?"
        ),
        typed=_sheet,
        alone=_press_sheet,
        ways=(
            Ways(
                who="coordinator",
                button="button.plan_sheet",
                coded="/bangduthao",
                free="gửi bảng dự thảo",
                english="send the sheet",
            ),
        ),
    ),
    Action(
        name="plan_import",
        patterns=patterns(
            rf"(?:/nhapkehoach|/import)|(?:nhap|doc|them|import|read) (?:tep |file )?(?:the )?"
            rf"{_PLAN}(?: (?:moi|nay|sua doi|trong tep))?"
        ),
        typed=_import,
        ways=(
            Ways(
                who="coordinator",
                coded="/nhapkehoach",
                free="nhập kế hoạch",
                english="import the plan",
            ),
        ),
    ),
    Action(
        name="plan_answer",
        patterns=patterns(
            r"(?:tra loi )?(?:cau(?: hoi)?|question) (?P<mark>#)?(?P<n>\d{1,10})\s*[:,-]\s*"
            r"(?P<says>.+)"
        ),
        typed=_answer,
        ways=(
            Ways(
                who="coordinator",
                coded="câu 1: bỏ qua",
                free="trả lời câu 1: bỏ qua",
                english="question 1: drop",
            ),
        ),
    ),
    Action(
        name="plan_proposed",
        patterns=patterns(
            r"(?:dong y|lay|theo|nhan) (?:het |tat ca |toan bo )?(?:cac )?de xuat(?: con lai)?",
            r"(?:accept|take) (?:all )?(?:the )?(?:proposals|proposed answers)",
        ),
        typed=_take_proposed,
        ways=(
            Ways(
                who="coordinator",
                coded="lấy hết đề xuất",
                free="đồng ý hết các đề xuất",
                english="accept all proposals",
            ),
        ),
    ),
    Action(
        name="plan_later",
        patterns=patterns(rf"de {_PLAN} (?:lai )?sau|{_PLAN} de sau|(?:the )?plan later"),
        typed=_later,
        ways=(
            Ways(
                who="coordinator",
                coded="kế hoạch để sau",
                free="để kế hoạch sau",
                english="plan later",
            ),
        ),
    ),
    Action(
        name="plan_go_on",
        patterns=patterns(
            rf"(?:tiep tuc|tiep|lam tiep) (?:nhap )?{_PLAN}|(?:continue|go on with) (?:the )?plan"
        ),
        typed=_go_on,
        ways=(
            Ways(
                who="coordinator",
                coded="tiếp tục kế hoạch",
                free="làm tiếp kế hoạch",
                english="continue the plan",
            ),
        ),
    ),
    Action(
        name="plan_correct",
        patterns=patterns(
            rf"(?:sua|sua lai|doi|correct|fix) {_N}\s*[:,-]?\s*(?:{_FIELD})",
        ),
        typed=_correct,
        ways=(
            Ways(
                who="coordinator",
                coded="sửa 2: hạn 20/12/2026",
                free="sửa mục 2: thời hạn 20/12/2026",
                english="correct 2: due 20/12/2026",
            ),
        ),
    ),
    Action(
        name="plan_leave_out",
        patterns=patterns(
            rf"(?:bo|xoa|loai) {_N}(?: (?:khoi|ra khoi) (?:ke hoach|{_DRAFT}))?",
            rf"(?:leave out|remove|drop) {_N}(?: from (?:the )?(?:plan|draft))?",
        ),
        typed=_leave_out,
        ways=(
            Ways(
                who="coordinator",
                coded="bỏ 2",
                free="bỏ mục 2 khỏi dự thảo",
                english="leave out item 2",
            ),
        ),
    ),
    Action(
        name="plan_target_correct",
        patterns=patterns(
            rf"(?:sua|sua lai|doi|correct|fix) {_TARGET}\s*[:,-]?\s*(?:thanh |la |to )?"
            rf"(?:{_TARGET_FIELD}|(?P<aim>.+))",
        ),
        typed=_correct_target,
        ways=(
            Ways(
                who="coordinator",
                coded="sửa chỉ tiêu 1: 95%",
                free="sửa lại chỉ tiêu 1 thành 95%",
                english="correct target 1: 95%",
            ),
        ),
    ),
    Action(
        name="plan_target_leave_out",
        patterns=patterns(
            rf"(?:bo|xoa|loai) {_TARGET}(?: (?:khoi|ra khoi) (?:ke hoach|{_DRAFT}))?",
            rf"(?:leave out|remove|drop) {_TARGET}(?: from (?:the )?(?:plan|draft))?",
        ),
        typed=_leave_out_target,
        ways=(
            Ways(
                who="coordinator",
                coded="bỏ chỉ tiêu 1",
                free="xóa chỉ tiêu 1 khỏi dự thảo",
                english="leave out target 1",
            ),
        ),
    ),
    Action(
        name="plan_column",
        patterns=patterns(
            rf"(?:cot|column)\s+[\"“]?(?P<heading>.+?)[\"”]?\s*(?::|=| la | is )\s*(?:cot |the )?"
            rf"(?:{_HELD})",
        ),
        typed=_column,
        ways=(
            Ways(
                who="coordinator",
                coded="cột Ghi chú: phối hợp",
                free="cột Ghi chú là phối hợp",
                english="column Ghi chú is support",
            ),
        ),
    ),
    Action(
        name="plan_confirm",
        patterns=patterns(
            rf"(?:xac nhan|luu|chot) (?:{_PLAN}|{_DRAFT})|confirm (?:the )?(?:plan|draft)"
        ),
        typed=_confirm,
        alone=_press_confirm,
        ways=(
            Ways(
                who="coordinator",
                button="button.plan_confirm",
                coded="xác nhận kế hoạch",
                free="chốt kế hoạch",
                english="confirm the plan",
            ),
        ),
    ),
    Action(
        name="plan_drop",
        patterns=patterns(
            rf"(?:huy|huy bo|bo|xoa) {_DRAFT}|(?:drop|discard|cancel) {_DRAFT}",
        ),
        typed=_drop,
        ways=(
            Ways(
                who="coordinator",
                coded="hủy dự thảo",
                free="bỏ dự thảo kế hoạch",
                english="drop the draft",
            ),
        ),
    ),
    Action(
        name="plan_amend",
        patterns=patterns(
            rf"(?:/)?(?:sua doi|amend)(?: (?:cho|cua|the))? {_PLAN} ?(?:so )?(?P<n>\d{{1,3}})"
        ),
        typed=_amend,
        ways=(
            Ways(
                who="coordinator",
                coded="sửa đổi KH1",
                free="sửa đổi kế hoạch 1",
                english="amend plan 1",
            ),
        ),
    ),
    Action(
        name="plan_withdraw",
        patterns=patterns(
            rf"{_END} (?:(?:ke hoach|plan) ?(?:so )?(?:kh ?)?|kh ?)(?P<n>\d{{1,3}}){_WHY}",
            rf"{_END} (?:ke hoach|plan)(?: nay| do)?{_WHY}",
        ),
        typed=_withdraw,
        ways=(
            Ways(
                who="coordinator",
                coded="thu hồi KH1: đã có kế hoạch mới",
                free="bãi bỏ kế hoạch 1 vì đã có kế hoạch mới",
                english="withdraw plan 1: replaced by another",
            ),
        ),
    ),
)
