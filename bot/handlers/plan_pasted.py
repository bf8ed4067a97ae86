"""A plan written in a message itself, as somebody pastes it from a page or a letter."""

import re
from datetime import timedelta

from bot.handlers.asked import Answer, Asked
from scheduler.rules.words import fold
from storage import attachments, plan_drafts

PASTED = "tin-nhan.txt"
FEWEST_WORDS = 12  # of a plan written in a message
GOES_ON = timedelta(minutes=1)
_TITLE = re.compile(r"(?:du thao )?ke hoach")
_ASKED_FOR = re.compile(
    r"/(?:nhapkehoach|import)"
    r"|(?:nhap|doc|them|import|read) (?:the )?(?:ke hoach|kh|plan)(?: sau| nay)?"
)


async def pasted(asked: Asked) -> Answer | None:
    """Begin to read a message that is a plan itself: under "nhập kế hoạch", or under its own
    heading; None if it is none. What follows at once goes on with it: platforms cut long texts."""
    begun, rest = _first_line(asked.incoming.text)
    if _is_heading(begun) and len(rest.split()) >= FEWEST_WORDS:
        words = asked.incoming.text if _TITLE.fullmatch(fold(begun).strip(" :.")) else rest
        return await _read_pasted(asked, words)
    if not _may_go_on(asked.incoming.text):
        return None
    former = await plan_drafts.newest(asked.tx, asked.org.id, asked.person.id)
    if former is None or former.name != PASTED or asked.said_at - former.begun_at > GOES_ON:
        return None
    before = await plan_drafts.content(asked.tx, asked.org.id, former.attachment_id)
    return await _read_pasted(asked, f"{before.decode()}\n{asked.incoming.text}")


async def _read_pasted(asked: Asked, words: str) -> Answer:
    file = await attachments.add_pasted(
        asked.tx, asked.org.id, asked.inbox, asked.person.id, PASTED, words.encode(), asked.now
    )
    await plan_drafts.begin(asked.tx, asked.org.id, asked.person.id, file, asked.now)
    return Answer(text="plan.reading_pasted")


def _is_heading(line: str) -> bool:
    """Whether a line says that a plan follows: "nhập kế hoạch:", "KẾ HOẠCH"."""
    said = fold(line).strip(" :.")
    return _TITLE.fullmatch(said) is not None or _ASKED_FOR.fullmatch(said) is not None


def _may_go_on(words: str) -> bool:
    """Whether a message may be the next part of a text that was cut: it is no word to us."""
    return len(words.split()) >= FEWEST_WORDS and words.count("\n") >= 2


def _first_line(words: str) -> tuple[str, str]:
    first, _, rest = words.strip().partition("\n")
    return first, rest.strip()
