"""Reporting: free words about a duty, sending a report, the merged report, taking it back."""

import re

from bot.handlers import consolidate, hand_in, record, send_on, undo
from bot.handlers.asked import Answer, Asked
from bot.handlers.refused import not_yours
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.actions.shared import REF
from bot.receiving.sent_reports import send, send_all, send_by_phrase
from bot.receiving.wording import as_typed
from scheduler.rules.duty_record import DutyRecord

_NOTHING = r"(?:khong (?:co )?(?:gi )?phat sinh(?: gi)?|kps|nothing to report)"


async def _undo(asked: Asked, *typed_or_pressed: object) -> Answer:
    return await undo.undo(asked)


async def _consolidate(asked: Asked, found: Found) -> Answer:
    code = found["cycle"].replace(" ", "").upper()
    return await consolidate.consolidate(asked, code, found["period"] or None)


async def _hand_in_all(asked: Asked, found: Found) -> Answer:
    codes = re.findall(r"bc\s?\d+", found["codes"])
    return await send_all(asked, [code.replace(" ", "").upper() for code in codes])


async def _hand_in(asked: Asked, found: Found) -> Answer:
    return await send_by_phrase(asked, found, nothing=False)


async def _nothing(asked: Asked, found: Found) -> Answer:
    return await send_by_phrase(asked, found, nothing=True)


async def _send(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    return await send(asked, item, nothing=False)


async def _send_nothing(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    return await send(asked, item, nothing=True)


async def _press_nothing(asked: Asked, item: DutyRecord) -> Answer:
    return await hand_in.hand_in(asked, item, nothing=True)


async def _press_done(asked: Asked, item: DutyRecord) -> Answer:
    if not asked.owns(item):
        return not_yours(asked, item)
    return await record.press_done(asked, item)


_LEADERS = r"(?:(?:cac )?lanh dao(?: so| co quan)?|(?:ban )?giam doc|(?:the )?(?:director|leaders))"


async def _send_on(asked: Asked, found: Found) -> Answer:
    """Of an officer it is a word about their own report."""
    code = found["cycle"].replace(" ", "").upper()
    if not asked.scope.plans_of:
        if asked.manages:
            return Answer(text="no.send_on", facts={"cycle": code})
        return await record.reply(asked)
    return await send_on.send_on(asked, code, as_typed(asked.words, found, "to"))


ACTIONS = (
    Action(
        name="done",
        is_undone=True,
        pressed=_press_done,
        ways=(
            Ways(
                who="officer",
                button="button.done",
                coded="NV1 xong",
                free="em đã hoàn thành NV1 rồi ạ",
                english="NV1 done",
            ),
        ),
    ),
    Action(
        name="evidence",
        is_undone=True,
        ways=(
            Ways(
                who="officer",
                coded="NV1 xong, công văn số 12/HC ngày 1/8",
                free="em đã hoàn thành NV1 rồi ạ, kèm công văn số 12/HC ngày 1/8",
                english="NV1 done, letter no. 12/HC dated 1/8",
            ),
        ),
    ),
    Action(
        name="progress",
        is_undone=True,
        ways=(
            Ways(
                who="officer",
                coded="NV1 60%",
                free="NV1 em đang làm, được khoảng 60% ạ",
                english="NV1 in progress, 60%",
            ),
        ),
    ),
    Action(
        name="stuck",
        is_undone=True,
        ways=(
            Ways(
                who="officer",
                coded="NV1 vướng kinh phí",
                free="NV1 đang vướng kinh phí chưa làm tiếp được",
                english="NV1 is blocked by the budget",
            ),
        ),
    ),
    Action(
        name="promise",
        is_undone=True,
        ways=(
            Ways(
                who="officer",
                coded="NV1 hẹn 12/8 xong",
                free="NV1 ngày 12/8 em sẽ xong ạ",
                english="NV1 will be done on 12/8",
            ),
        ),
    ),
    Action(
        name="ask_more_time",
        is_undone=True,
        ways=(
            Ways(
                who="officer",
                coded="NV1 xin gia hạn đến 20/9 vì thiếu số liệu",
                free="em xin lùi hạn NV1 đến 20/9 vì thiếu số liệu ạ",
                english="NV1 extension to 20/9 please, because figures are missing",
            ),
        ),
    ),
    Action(
        name="undo",
        in_groups=True,
        patterns=patterns(r"/?(hoan ?tac|undo|huy ghi)"),
        typed=_undo,
        alone=_undo,
        ways=(
            Ways(
                who="everyone",
                button="button.undo",
                coded="/hoantac",
                free="hoàn tác",
                english="undo",
            ),
        ),
    ),
    Action(
        name="send_on",
        patterns=patterns(
            r"trinh(?: bao cao| ban tong hop)* (?P<cycle>bc\s?\d+)"
            r"(?: (?:cho|len|den) (?P<to>.+))?",
            rf"(?:gui|chuyen|send|forward)(?: ban)? (?P<cycle>bc\s?\d+) (?:cho|len|den|to)"
            rf" (?P<to>{_LEADERS})",
            r"(?:gui|chuyen)(?: ban| bao cao)? tong hop (?P<cycle>bc\s?\d+) (?:cho|len|den)"
            r" (?P<to>.+)",
        ),
        typed=_send_on,
        ways=(
            Ways(
                who="coordinator",
                coded="trình BC1",
                free="gửi BC1 cho lãnh đạo",
                english="send BC1 to the director",
            ),
        ),
    ),
    Action(
        name="consolidate",
        patterns=patterns(
            r"(?:/tonghop|/report|tong hop|consolidate)\s+(?P<cycle>bc\s?\d+)\s*(?P<period>.*)"
        ),
        typed=_consolidate,
        ways=(
            Ways(
                who="coordinator",
                coded="/tonghop BC1",
                free="tổng hợp báo cáo tuần",
                english="consolidate BC1",
            ),
        ),
    ),
    Action(
        name="hand_in_all",
        in_groups=True,
        is_undone=True,
        patterns=patterns(
            r"(?:gui|nop|send|submit)\s+(?P<codes>bc\s?\d+(?:\s*(?:,|va|and|&)\s*bc\s?\d+)+)"
        ),
        typed=_hand_in_all,
        ways=(
            Ways(
                who="officer",
                coded="gửi BC1, BC2",
                free="nộp BC1 và BC2",
                english="send BC1 and BC2",
            ),
        ),
    ),
    Action(
        name="hand_in",
        in_groups=True,
        is_undone=True,
        patterns=patterns(
            rf"(?:{REF}\s+)?(?:gui|nop|send|submit)(?: bao cao| bc)?(?:\s+(?:di|lai))?"
            r"|(?:gui|nop|send|submit)\s+(?P<late>bc\s?\d+)(?:\s+(?P<period>.+))?"
        ),
        typed=_hand_in,
        pressed=hand_in.hand_in,
        settled=_send,
        ways=(
            Ways(
                who="officer",
                button="button.hand_in",
                coded="BC1 gửi",
                free="gửi báo cáo tuần",
                english="send BC1",
            ),
        ),
    ),
    Action(
        name="nothing",
        in_groups=True,
        is_undone=True,
        patterns=patterns(rf"(?:{REF}\s+)?(?:gui |nop |bao cao )?{_NOTHING}"),
        typed=_nothing,
        pressed=_press_nothing,
        settled=_send_nothing,
        ways=(
            Ways(
                who="officer",
                button="button.nothing",
                coded="BC1 không phát sinh",
                free="báo cáo tuần không có gì phát sinh",
                english="BC1 nothing to report",
            ),
        ),
    ),
)
