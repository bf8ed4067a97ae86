"""Deciding: what waits for a head's word, and who takes charge of what is late."""

import re
from collections.abc import Awaitable, Callable

from bot.handlers import decide, extension, take_charge
from bot.handlers.asked import Answer, Asked
from bot.handlers.decide_several import agree_all
from bot.handlers.duties_meant import heard
from bot.handlers.help import not_understood
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.actions.shared import REF
from bot.receiving.awaited_words import word_awaited
from bot.receiving.named_duties import (
    Handler,
    all_awaited,
    awaited,
    headed,
    with_duty,
)
from bot.receiving.wording import raw_tail
from bot.understanding.verdict import says_yes
from scheduler.rules.duty_record import DutyRecord

_TAKE = (
    r"(?:(?:toi |minh |em |anh |chi |i(?: will|'ll)? )?(?:xin |se )?"
    r"(?:nhan xu ly|take charge(?: of)?))"
)
_UNTIL = (
    r"(?:(?:den|toi|truoc|until|till|by)\s+.+"
    r"|(?:trong (?:vong )?|for |within |in )?(?:\d{1,3}|[a-z]+(?: [a-z]+)?) "
    r"(?:ngay(?: lam viec)?|tuan|(?:working )?days?|weeks?)(?: nua)?"
    r"|(?:trong |het |cuoi |within )?(?:tuan nay|tuan sau|tuan toi|thang nay"
    r"|this week|next week|this month"
    r"|hom nay|ngay mai|mai|today|tomorrow))"
)
_AGREE = r"(?:dong y|xac nhan|duyet|approve|confirm)"
_ONE = r"(?:(?:nv|bc)\s?-?\d{1,4}(?:/[^\s,;:.]{1,30})?|\d{1,2})"
_SEVERAL = (
    rf"(?P<several>{_ONE}(?:\s*[,;&]\s*(?:va |and )?{_ONE}|\s+(?:va|and)\s+{_ONE})+"
    r"|(?:tat ca|toan bo|het|ca hai|ca ba|ca \d|all|both)(?: (?:cac )?(?:viec|bao cao|de nghi))?)"
)
_REMARK = r"(?:\s*[,:;.-]\s*(?P<why>[^\W\d].*))?"
_GIVE_BACK = r"(?:(?:thoi|khong) nhan(?: xu ly)?(?: nua)?|hand back)"


def _decides(
    act: Callable[[Asked, DutyRecord, str], Awaitable[Answer]],
) -> Callable[[Asked, Found], Awaitable[Answer]]:
    """Decide what waits for the person's word, by the reason given behind it."""

    async def typed(asked: Asked, found: Found) -> Answer:
        groups = found.groupdict()
        why = raw_tail(asked.words, groups.get("why") or "")
        names_none = not groups["ref"] and not groups["n"]
        # "NV1 không đồng ý, chỉ duyệt đến 20/8" says both.
        if (names_none or says_yes(why)) and (answered := await word_awaited(asked)):
            return answered
        return await with_duty(asked, found, lambda a, i: act(a, i, why), by=awaited)

    return typed


async def _agree_several(asked: Asked, found: Found) -> Answer:
    """To each of a list, or to all that the last message showed, else all that waits."""
    remark = raw_tail(asked.words, found["why"] or "")
    named = [re.fullmatch(REF, each) for each in re.findall(_ONE, found["several"])]
    if not named or found["several"].startswith("ca "):
        shown = await awaited(asked, list((await heard(asked)).numbered.values()))
        waiting = shown or await all_awaited(asked)
        if not waiting:
            return await not_understood(asked)
        return await agree_all(asked, waiting, remark, is_seen=bool(shown))
    items: dict[int, DutyRecord] = {}

    async def keep(asked: Asked, item: DutyRecord) -> Answer:
        items[item.id] = item
        return Answer(text="head.confirmed")

    for each in named:
        assert each is not None
        before = len(items)
        problem = await with_duty(asked, each, keep, by=awaited)
        if len(items) == before and problem.text != "head.confirmed":
            return problem
    return await agree_all(asked, list(items.values()), remark)


async def _agree(asked: Asked, item: DutyRecord, why: str) -> Answer:
    return await decide.agree(asked, item)


def _without_reason(
    act: Callable[[Asked, DutyRecord, str], Awaitable[Answer]],
) -> Handler:
    """A press gives none: it is asked for where one is needed."""

    async def pressed(asked: Asked, item: DutyRecord) -> Answer:
        return await act(asked, item, "")

    return pressed


def _settled(act: Handler) -> Callable[[Asked, DutyRecord, Found], Awaitable[Answer]]:
    async def settled(asked: Asked, item: DutyRecord, found: Found) -> Answer:
        return await act(asked, item)

    return settled


async def _reopen(asked: Asked, found: Found) -> Answer:
    return await with_duty(asked, found, decide.reopen, by=headed)


async def _take_charge(asked: Asked, found: Found) -> Answer:
    return await with_duty(asked, found, take_charge.take, by=take_charge.takable)


async def _give_back(asked: Asked, found: Found) -> Answer:
    return await with_duty(asked, found, take_charge.give_back, by=take_charge.held)


ACTIONS = (
    Action(
        name="reopen",
        is_undone=True,
        patterns=patterns(rf"(?:mo lai|reopen)\s+{REF}.*"),
        typed=_reopen,
        ways=(Ways(who="head", coded="mở lại NV1", free="mở lại NV1 nhé", english="reopen NV1"),),
    ),
    Action(
        name="agree_several",
        is_undone=True,
        patterns=patterns(
            rf"(?:ok )?{_AGREE}\s+{_SEVERAL}{_REMARK}",
            rf"{_SEVERAL}\s+(?:deu )?{_AGREE}{_REMARK}",
        ),
        typed=_agree_several,
        ways=(
            Ways(
                who="head",
                coded="đồng ý NV1, NV2",
                free="đồng ý tất cả, lần sau gửi sớm hơn",
                english="approve NV1 and NV2",
            ),
        ),
    ),
    Action(
        name="agree",
        is_undone=True,
        patterns=patterns(
            rf"(?:{REF}\s+)?(?:dong y|xac nhan|duyet|ok duyet|approve|confirm)",
            rf"(?:dong y|xac nhan|duyet|approve|confirm)\s+{REF}",
        ),
        typed=_decides(_agree),
        pressed=decide.agree,
        settled=_settled(decide.agree),
        ways=(
            Ways(
                who="head",
                button="button.agree",
                coded="đồng ý NV1",
                free="ok em, đồng ý",
                english="approve NV1",
            ),
        ),
    ),
    Action(
        name="refuse",
        is_undone=True,
        patterns=patterns(
            rf"(?:khong dong y|tu choi|refuse|reject)\s+{REF}(?P<why>.*)",
            rf"{REF}\s+(?:khong dong y|tu choi|refuse|reject)(?P<why>.*)",
        ),
        typed=_decides(decide.refuse),
        pressed=_without_reason(decide.refuse),
        ways=(
            Ways(
                who="head",
                button="button.refuse",
                coded="từ chối NV1",
                free="không đồng ý, làm cho kịp hạn",
                english="refuse NV1",
            ),
        ),
    ),
    Action(
        name="send_back",
        is_undone=True,
        patterns=patterns(
            rf"(?:tra lai|return)\s+{REF}(?P<why>.*)",
            rf"{REF}\s+(?:tra lai|return)(?P<why>.*)",
        ),
        typed=_decides(decide.send_back),
        pressed=_without_reason(decide.send_back),
        ways=(
            Ways(
                who="head",
                button="button.send_back",
                coded="trả lại NV1: thiếu phụ lục",
                free="chưa được, thiếu phụ lục",
                english="return NV1: the annex is missing",
            ),
        ),
    ),
    Action(
        name="take_charge",
        is_undone=True,
        patterns=patterns(
            rf"(?:{REF}\s+)?{_TAKE}(?:\s+{_UNTIL})?",
            rf"{_TAKE}\s+{REF}(?:\s+{_UNTIL})?",
        ),
        typed=_take_charge,
        pressed=take_charge.take,
        settled=_settled(take_charge.take),
        ways=(
            Ways(
                who="head",
                button="button.take_charge",
                coded="NV1 nhận xử lý",
                free="tôi nhận xử lý NV1",
                english="take charge of NV1",
            ),
        ),
    ),
    Action(
        name="extend",
        is_undone=True,
        pressed=extension.press,
        ways=(
            Ways(
                who="coordinator",
                button="button.extend",
                coded="gia hạn NV1 đến 20/9",
                free="cho NV1 gia hạn đến 20/9 nhé",
                english="extend NV1 to 20/9",
            ),
        ),
    ),
    Action(
        name="give_back",
        is_undone=True,
        patterns=patterns(rf"(?:{REF}\s+)?{_GIVE_BACK}", rf"{_GIVE_BACK}\s+{REF}"),
        typed=_give_back,
        settled=_settled(take_charge.give_back),
        ways=(
            Ways(
                who="head",
                coded="NV1 thôi nhận xử lý",
                free="thôi nhận xử lý",
                english="hand back NV1",
            ),
        ),
    ),
)
