"""A line of a report, corrected by its number: "dòng 2: đạt 70%", "BC1 dòng 2 70%"."""

import re
import unicodedata
from functools import partial

from bot.handlers import hand_in, lines
from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import offer
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.named_duties import with_duty
from bot.sending.naming import title
from scheduler.rules.duty import State
from scheduler.rules.duty_record import DutyRecord
from storage import submissions

_LINE = r"(?:(?:sua|sua lai|correct|fix)\s+)?(?:dong(?: so)?|line)\s+(?P<line>\d{1,2})"
_REPORT = r"(?P<ref>bc\s?-?\d{1,4})(?:/(?P<unit>[^\s,;:.]{1,30}))?"
_SAYS = r"(?P<says>(?:(?:\s*[:,.–-]|\s).*)?)"
_WHICH = r"(?:sua(?: lai)?|correct|fix)(?: mot)? (?:dong|(?:a )?line)"
_TYPED = re.compile(
    r"(?:d[oò]ng(?: s[oố])?|line)\s+\d{1,2}(?:\s+(?:c[uủ]a|of)\s+bc\s?-?\d+(?:/[^\s:]+)?)?"
    r"[\s:,.–-]*(.*)",
    re.IGNORECASE | re.DOTALL,
)


async def _correct(asked: Asked, found: Found) -> Answer:
    if not found.groupdict().get("line"):
        return await with_duty(asked, found, lines.which)
    n = int(found["line"])
    typed = _TYPED.search(unicodedata.normalize("NFC", asked.words))
    says = typed[1].strip() if typed else ""
    if found.groupdict().get("ref"):
        return await with_duty(asked, found, partial(_of, n=n, says=says))
    items = await _meant(asked, n)
    if not items:
        return Answer(text="no.open_report")
    if len(items) == 1:
        return await lines.correct(asked, items[0], n, says)
    choices = [(title(item.duty), f"{item.duty.code} dòng {n}: {says}") for item in items]
    return await offer(asked, "ask.line_of", {"n": n}, choices)


async def _of(asked: Asked, item: DutyRecord, *, n: int, says: str) -> Answer:
    return await lines.correct(asked, item, n, says)


async def _meant(asked: Asked, n: int) -> list[DutyRecord]:
    """The reports whose line it may be: those that wait, and what the person sent last.

    Of several that wait the line is most often the same task: then it is of any.
    """
    waiting = await hand_in.open_report(asked)
    sent = await submissions.last_sent(asked.tx, asked.org.id, asked.person.id)
    sent = [item for item in sent if item.duty.state is State.REPORTED][:1]
    if sent or len(waiting) < 2:
        return [*sent, *waiting]
    tasks = [await lines.line_of(asked, [item], n) for item in waiting]
    same = {task if isinstance(task, int) else task.id for task in tasks}
    return waiting[:1] if len(same) == 1 else waiting


ACTIONS = (
    Action(
        name="line",
        is_undone=True,
        patterns=patterns(
            rf"{_LINE}\s+(?:cua|of)\s+{_REPORT}{_SAYS}",
            rf"(?:{_REPORT}\s+)?{_LINE}{_SAYS}",
            rf"{_REPORT}\s+{_WHICH}",
        ),
        typed=_correct,
        pressed=lines.which,
        ways=(
            Ways(
                who="officer",
                button="button.line",
                coded="BC1 dòng 2: đạt 70%",
                free="sửa dòng 2: đạt 70%",
                english="BC1 line 2: 70%",
            ),
        ),
    ),
)
