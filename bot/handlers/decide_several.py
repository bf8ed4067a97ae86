"""One word of a head about several things: "đồng ý NV1, NV2", "1, 3 đồng ý", "đồng ý tất cả"."""

from collections.abc import Sequence
from functools import partial

from bot.handlers import decide
from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import ask_if_sure
from bot.handlers.together import together
from bot.sending.naming import managers_code
from scheduler.rules.duty_record import DutyRecord

AT_ONCE = 3  # of more the person is asked if they are sure


async def agree_all(
    asked: Asked, items: Sequence[DutyRecord], remark: str, *, is_seen: bool = True
) -> Answer:
    """Agree to each of these, with the same remark.

    More than a few, and what the person was not shown yet (not `is_seen`), only after a yes. The
    yes is about what was shown: the sentence that is said again names each by its code.
    """
    if (len(items) > AT_ONCE or not is_seen) and not asked.is_sure:
        codes = ", ".join(f"{item.duty.code}/{item.duty.unit}" for item in items)
        sentence = f"đồng ý {codes}: {remark}" if remark else f"đồng ý {codes}"
        shown = [managers_code(item.duty) for item in items]
        facts = {"n": len(items), "codes": shown}
        return await ask_if_sure(asked.saying(sentence), "ask.sure_agree", facts)
    return await together(asked, [partial(decide.agree, asked, item, remark) for item in items])
