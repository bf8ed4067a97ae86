"""Directing: what is decided from above about a duty: that it rests, goes on, ends, or is dropped;
from which day one counts that waited for its condition."""

import re
from collections.abc import Awaitable, Callable

from bot.handlers import condition, direct, record
from bot.handlers.asked import Answer, Asked
from bot.receiving.actions.action import Action, Found, Typed, Ways, patterns
from bot.receiving.actions.shared import CODE, REF
from bot.receiving.named_duties import with_duty
from bot.receiving.wording import as_typed
from scheduler.rules.duty_record import DutyRecord

_IT = r"(?: (?:viec|nhiem vu|muc))?"
_WHY = (
    r"(?:\s*[:;,-]\s*(?P<why>\S.*)|(?:,? )(?P<because>(?:vi|do|de|cho|because|since|as|until"
    r"|pending) \S.*)| (?:nhe|nha|a))?"
)
# Behind the code only one duty is spoken of: "NV1 tạm dừng, NV2 xong" is of two.
_ITS_WHY = (
    r"(?:\s*[:;,-]\s*(?P<why>(?!.*(?<!\w)(?:nv|bc)\s?\d)\S.*)"
    r"|(?:,? )(?P<because>(?:vi|do|de|cho|because|since|as|until|pending)"
    r" (?!.*(?<!\w)(?:nv|bc)\s?\d)\S.*)| (?:nhe|nha|a))?"
)
_REST = r"(?:tam dung|tam ngung|tam hoan|suspend|pause)"
_HOLD = r"(?:(?:put|place|is|be|goes) )?on hold"
_SINCE = (
    r"(?P<since>(?:ngay )?[^,;]*?(?:\d|hom nay|today|mai|tomorrow)[^,;]*?)"
    r"(?:[,;]? (?:va )?(?:han|due) (?P<until>(?:truoc |den |before )?\S.*))?"
)
_MET = (
    r"(?:(?:bat dau )?tinh (?:ke )?tu|(?:du |co )?dieu kien (?:da )?(?:co )?(?:ke )?tu"
    r"|(?:starts? )?count(?:s|ing)? (?:on|from)|starts? counting (?:on|from))"
)
_ON = (  # a day, and no document's number: "đã ban hành KH 45/KH-UBND"
    r"(?P<since>(?:ngay )?(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?|\d{1,2} thang \d{1,2}"
    r"|hom (?:nay|qua)|today|yesterday))"
    r"(?:[,;]? (?:va )?(?:han|due) (?P<until>(?:truoc |den |before )?\S.*))?"
)
# What a task waits for has come: said from above, its day counts from then.
_CAME = (
    r"(?:(?!.*(?:gia han|xong|hoan thanh| den | truoc ))(?:da|vua|moi) (?:co|nhan(?: duoc)?|duoc)"
    r" [^,;:\d]{1,60}?"
    r"|(?:[^,;:\d]{1,60} )?(?:da |vua )?(?:duoc )?(?:phe duyet|ban hanh|thong qua|chap thuan)"
    r"|(?:(?:was|is|has been) )?(?:approved|issued|adopted|passed))"
)


def _why(asked: Asked, found: Found) -> str:
    return as_typed(asked.words, found, "why") or as_typed(asked.words, found, "because")


def _decides(verb: str) -> Typed:
    async def typed(asked: Asked, found: Found) -> Answer:
        by = direct.directed
        return await with_duty(asked, found, lambda a, i: _decide(a, i, verb, found), by=by)

    return typed


async def _decide(asked: Asked, item: DutyRecord, verb: str, found: Found) -> Answer:
    """Of whoever decides nothing about it "NV1 tạm dừng" is how their own work stands."""
    decides = direct.directs(asked, item) or (verb == "close" and item.duty.due_on is None)
    if found.start("ref") == 0 and asked.owns(item) and not decides:
        return await record.reply(asked, about=item)
    return await direct.decide(asked, item, verb, _why(asked, found))


def _settles(verb: str) -> Callable[[Asked, DutyRecord, Found], Awaitable[Answer]]:
    async def settled(asked: Asked, item: DutyRecord, found: Found) -> Answer:
        return await _decide(asked, item, verb, found)

    return settled


async def _counts_from(asked: Asked, found: Found) -> Answer:
    by = condition.waiting
    return await with_duty(asked, found, lambda a, i: _counts_it_from(a, i, found), by=by)


async def _counts_it_from(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    if found.groupdict().get("came") and asked.owns(item) and not direct.directs(asked, item):
        return await record.reply(asked, about=item)
    since, until = as_typed(asked.words, found, "since"), as_typed(asked.words, found, "until")
    return await condition.counts_from(asked, item, since, until)


async def _cancel(asked: Asked, found: Found) -> Answer:
    """A task's code alone is the whole task; with a unit only what that unit owes."""
    code = re.sub(r"[\s-]", "", found["ref"] or "").upper()
    if code.startswith("NV") and not found["unit"]:
        return await direct.cancel_task(asked, code, _why(asked, found))
    return await with_duty(asked, found, lambda a, i: _cancel_it(a, i, found), by=direct.directed)


async def _cancel_it(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    return await direct.cancel(asked, item, _why(asked, found))


ACTIONS = (
    Action(
        name="suspend",
        is_undone=True,
        patterns=patterns(
            rf"(?:cho )?{_REST}{_IT} {REF}{_WHY}",
            rf"(?:put|place|hold){_IT} {REF}(?: on hold)?{_WHY}",
            rf"{CODE}[\s:,-]+(?:(?:cho|de nghi) )?(?:{_REST}|{_HOLD}){_ITS_WHY}",
        ),
        typed=_decides("suspend"),
        settled=_settles("suspend"),
        ways=(
            Ways(
                who="coordinator",
                coded="tạm dừng NV1: chờ hướng dẫn",
                free="cho tạm dừng nhiệm vụ NV1 vì chờ hướng dẫn nhé",
                english="suspend NV1: waiting for guidance",
            ),
        ),
    ),
    Action(
        name="resume",
        is_undone=True,
        patterns=patterns(
            rf"(?:tiep tuc|cho tiep tuc|resume){_IT} {CODE}{_WHY}",
            rf"{CODE}[\s:,-]+(?:cho tiep tuc|tiep tuc(?! lam| thuc hien)|resume){_ITS_WHY}",
        ),
        typed=_decides("resume"),
        settled=_settles("resume"),
        ways=(
            Ways(
                who="coordinator",
                coded="tiếp tục NV1: đã có hướng dẫn",
                free="cho tiếp tục việc NV1 vì đã có hướng dẫn",
                english="resume NV1: the guidance is here",
            ),
        ),
    ),
    Action(
        name="close",
        is_undone=True,
        patterns=patterns(
            rf"(?:ket thuc|cho ket thuc|close){_IT} {CODE}{_WHY}",
            rf"{CODE}[\s:,-]+(?:cho )?(?:ket thuc|close){_ITS_WHY}",
        ),
        typed=_decides("close"),
        settled=_settles("close"),
        ways=(
            Ways(
                who="coordinator",
                coded="kết thúc NV3: đề án đã xong",
                free="cho kết thúc nhiệm vụ NV3 vì đề án đã xong",
                english="close NV3: the scheme has ended",
            ),
        ),
    ),
    Action(
        name="counts_from",
        is_undone=True,
        patterns=patterns(
            rf"{CODE}[:,]? {_MET} {_SINCE}",
            rf"ngay bat dau(?: tinh)?(?: cua)?{_IT} {CODE} (?:la|tu) {_SINCE}",
            rf"{CODE}[:,]? (?P<came>{_CAME})(?: (?:tu|vao|on|from))? {_ON}",
        ),
        typed=_counts_from,
        settled=_counts_it_from,
        ways=(
            Ways(
                who="coordinator",
                coded="NV5 tính từ 10/8, hạn 20/9",
                free="ngày bắt đầu của NV5 là 10/8, hạn 20/9",
                english="NV5 starts counting on 10/8, due 20/9",
            ),
        ),
    ),
    Action(
        name="cancel",
        is_undone=True,
        patterns=patterns(
            rf"(?:huy|huy bo|bo|cancel|drop){_IT} {CODE}(?! (?:khoi|lien ket)(?!\w)){_WHY}",
            rf"{CODE}[\s:,-]+(?:cho )?(?:huy|huy bo|cancel|drop){_ITS_WHY}",
        ),
        typed=_cancel,
        settled=_cancel_it,
        ways=(
            Ways(
                who="coordinator",
                coded="hủy NV1: trùng với NV2",
                free="bỏ nhiệm vụ NV1 vì trùng với NV2",
                english="cancel NV1: the same as NV2",
            ),
        ),
    ),
)
