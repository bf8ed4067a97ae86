"""What whoever manages says of others in words that are no action of their own.

    "NV1 thế nào rồi?", "chưa ai nộp à", "HC nộp chưa?"   asks: the task's story, a list
    "Đề nghị Phòng Hành chính gửi số liệu trước 20/8"     asks of others: a task, words, a reminder?
    "tạm dừng", "kết thúc", "trình lãnh đạo"              a decision that does not say of what

None of it is how the speaker's own work stands, so it is never recorded as such. Officers say the
same of their own work; theirs are free words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.handlers import give_task, send_on
from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import Missing, ask_for, offer
from bot.handlers.who import called, unit_at_head
from bot.receiving.actions import action_of
from bot.receiving.wording import folded
from bot.sending.naming import short_quote
from bot.texts import text
from scheduler.rules.people import Role
from storage import units

LONGEST = 300  # letters; who writes more tells of something
_CODE = r"(?P<ref>(?:nv|bc)\s?-?\d{1,4}(?:/[^\s,;:.?]{1,30})?)"
_DOES = r"(?:nop|gui|bao cao|tra loi|phan hoi|lam|xong|hoan thanh|trien khai|thuc hien)"
_HOW = r"(?:the nao|ra sao|sao|(?:den|toi) dau|bao gio|khi nao|bao nhieu|may phan tram)"
_ENDS = r"(?: (?:roi|vay|the|nhi|sao|a|ha|ah|day|do|yet))*\s*\?*"
_STORY = (  # "NV4 done" and "NV4 chưa" tell of it, and ask nothing
    re.compile(rf"(?:the |con |vay )?(?:viec )?{_CODE}(?: chua| done| ok)?\s*\?+"),
    re.compile(
        rf"(?:the |con |vay )?(?:viec )?{_CODE}[\s:,-]+(?:(?:tinh hinh|tien do|hien|da|dang|duoc"
        rf"|{_DOES}) )*(?:{_HOW}(?: {_DOES})?|{_DOES} (?:chua|khong|ko)){_ENDS}"
    ),
    re.compile(rf"(?:bao gio|khi nao|when (?:will|is)) {_CODE} .*{_DOES}{_ENDS}"),
    re.compile(
        rf"(?:how(?: is|'s|s)|what is|where is|is|when is|has) (?:the status of )?{_CODE}"
        r" (?:going|doing|coming along|finished|ready|due|sent|(?:been )?(?:done|sent))"
        r"(?: yet)?\s*\?*"
    ),
    re.compile(
        rf"(?:how(?: is|'s|s)|what about|any news (?:of|on)|(?:what is )?(?:the )?status of)"
        rf" {_CODE}\s*\?*"
    ),
    re.compile(rf"{_CODE}[\s:,]+(?:status|how is it going|is it done|(?:done|sent) yet)\s*\?*"),
)
_NOBODY = r"(?:ai|(?:nhung |cac )?(?:don vi|phong) nao|nhung ai|may (?:don vi|phong))"
_BUT = r"(?:(?:hien|den gio|bay gio|sao|the|con|van|co|nhung|da|ma) )*"
_SENT = r"(?:nop|gui|bao cao)(?: bao cao)?"
_MISSING = (
    re.compile(rf"{_BUT}chua (?:co )?{_NOBODY} {_SENT}(?P<what> bc\s?\d+)?(?: gi)?{_ENDS}"),
    re.compile(
        rf"{_BUT}{_NOBODY} {_BUT}(?:chua )?{_SENT}(?P<what> bc\s?\d+)?(?: chua| khong)?{_ENDS}"
    ),
    re.compile(
        r"(?:who|which units?|has any(?:one|body)|any(?:one|body)|nobody|no one|no unit|none)"
        r"(?: (?:has|have|did|is|are))?(?: ?(?:not|n't)| still| yet to)*"
        r" (?:report|sent|send|submit|hand)\w*(?: in)?(?P<what> bc\s?\d+)?(?: yet)?\s*\?*"
    ),
)
# How a question about a unit or person begins before their name, and what tells that it is one.
_BEFORE = re.compile(
    r"(?:(?:the|con|vay|bao gio|khi nao|ben|viec cua|bao cao cua|tinh hinh(?: cua)?|has|have|did"
    r"|is|are|when will|when does|where is|what about|how is)\s+)+",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"(?:.*(?<!\w))?(?:{_DOES}(?: \w+){{0,3}} (?:chua|khong|ko)"
    rf"|chua {_DOES}(?: \w+){{0,3}} a|{_HOW}"
    r"|(?:reported|sent|submitted|answered|done|ready|doing|going|report|submit|send)(?: .*)?)"
    rf"{_ENDS}|.*\?+"
)
# Asking of others: the verb before their name, or what they must behind it.
_REQUEST = re.compile(
    r"(?:(?:toi|kinh|da|vay|please|can you|could you) )*(?P<verb>de nghi|yeu cau|moi|nho|giao"
    r"|phan cong|don doc|request|require|ask|assign|give|urge)(?: (?:cho|to|that))? "
)
_GIVES = ("giao", "phan cong", "assign", "give")
_MUST = re.compile(
    r"(?:(?:se |can )?phai|khan truong|nhanh chong|hay|luu y|chu y|de nghi|tap trung|must|should"
    r"|has to|please|(?:nop|gui|bao cao|lam) (?:ngay|gap|som|luon))(?!\w).*"
)
_ALL = re.compile(
    r"(?:(?:tat ca|toan bo)(?: cac)?|cac|moi|all|the) (?:don vi|phong|dong chi|units)(?!\w).*"
)
_SAID = re.compile(r".*(?<!\w)(?:roi|da|dang)(?!\w).*")  # "giao HC rồi" only says so
_REASON = r"(?:\s*[:;,-]\s*.*| (?:vi|do|because) .*| (?:nhe|nha|a|luon|di))?"
_BARE = {  # a decision without its object, and how its sentence begins
    r"(?:cho )?(?:tam dung|tam ngung|tam hoan|suspend|pause|(?:put )?on hold)": "tạm dừng ",
    r"(?:cho )?(?:tiep tuc thuc hien|tiep tuc|resume)": "tiếp tục ",
    r"(?:cho )?(?:ket thuc|close)": "kết thúc ",
    r"(?:cho )?(?:huy|huy bo|cancel)(?: viec| nhiem vu)?": "hủy ",
}
_SENDS_ON = re.compile(
    r"trinh(?: bao cao| ban tong hop)*(?: (?:len |cho )?(?:(?:cac )?lanh dao(?: so)?"
    r"|(?:ban )?giam doc))?|(?:send|forward)(?: it| the report)? to the (?:director|leaders)"
)


async def story_asked(asked: Asked) -> Answer | None:
    """The story of a task that somebody who manages asks about by its code."""
    if not asked.manages or len(asked.words) > LONGEST:
        return None
    said = folded(asked.words)
    found = next((each for p in _STORY if (each := p.fullmatch(said))), None)
    return await _say(asked, f"/nv {found['ref']}") if found else None


async def about_others(asked: Asked) -> Answer | None:
    """What answers words of somebody who manages that are about others; None for other words."""
    if not asked.manages or len(asked.words) > LONGEST or asked.incoming.reply_to is not None:
        return None
    said = folded(asked.words)
    for pattern in _MISSING:
        if found := pattern.fullmatch(said):
            return await _say(asked, f"/chuabaocao{found['what'] or ''}")
    if answered := await _bare(asked, said):
        return answered
    return await _asked_of(asked, said) or await _asked_about(asked)


def asks_others(words: str) -> bool:
    """Whether words begin as a request to others does, and so end no sentence of ours."""
    return _REQUEST.match(folded(words)) is not None


async def _bare(asked: Asked, said: str) -> Answer | None:
    """A decision that names nothing: of what? Only of those who take such decisions."""
    if not asked.staff.has(asked.person.id, Role.COORDINATOR, Role.DEPUTY, Role.LEADER):
        return None
    if _SENDS_ON.fullmatch(said) and asked.scope.plans_of:
        return await send_on.send_which(asked)
    for verb, begins in _BARE.items():
        if re.fullmatch(verb + _REASON, said):
            facts = {"verb": begins.strip()}
            return await ask_for(
                asked, "ask.decide_which", facts, begins=begins, missing=Missing.TASK
            )
    return None


@dataclass(frozen=True, kw_only=True)
class _Named:
    """Whom words begin with: a unit by its short name, or a person of it; and what is said."""

    short: str  # of the unit
    name: str
    who: str  # to be reminded
    rest: str


async def _asked_of(asked: Asked, said: str) -> Answer | None:
    """A request to a unit or a person: a task, words to the unit, or a reminder?"""
    verb = _REQUEST.match(said)
    words = asked.words.split()
    if verb:
        words = words[len(verb.group().split()) :]
    if verb and _ALL.fullmatch(folded(" ".join(words))) and verb["verb"] not in _GIVES:
        return Answer(text="no.request_all", facts={"said": short_quote(asked.words)})
    named = await _named(asked, words)
    if named is None or not named.rest:
        return None
    if verb and verb["verb"] in _GIVES:
        return None if _SAID.fullmatch(said) else await give_task.give(asked)
    if not verb and not _MUST.fullmatch(folded(named.rest)):
        return None
    facts = {"who": named.name, "said": short_quote(named.rest)}
    choices = [
        (text("ask.request_give", **facts), f"giao {named.short}: {named.rest}"),
        (text("ask.request_tell", **facts), f"/thongbao {named.short}: {named.rest}"),
        (text("ask.request_remind", **facts), f"/nhac {named.who}"),
    ]
    return await offer(asked, "ask.request", facts, choices)


async def _asked_about(asked: Asked) -> Answer | None:
    """A question about a unit, or somebody of it: who has not reported, or how it stands."""
    words = asked.words.split()
    lead = _BEFORE.match(folded(asked.words) + " ")
    if lead:
        words = words[len(lead.group().split()) :]
    named = await _named(asked, words, by_part=True)
    rest = folded(named.rest) if named else ""
    if named is None or not (_ASKS.fullmatch(rest) or asked.words.rstrip().endswith("?")):
        return None
    if re.search(rf"(?<!\w)(?:{_SENT}|report\w*|sent|submit\w*)(?!\w)", rest):
        return await _say(asked, f"/chuabaocao {named.short}")
    return await _say(asked, f"/donvi {named.short}")


async def _named(asked: Asked, words: Sequence[str], *, by_part: bool = False) -> _Named | None:
    """The unit whose name begins the words, else the one person who is called so.

    `by_part`: a part of two words or more will do, if only one unit's name has it.
    """
    book = await units.load(asked.tx, asked.org.id, asked.today)
    parts = {n: book.like(" ".join(words[:n])) for n in (3, 2) if by_part and len(words) > n}
    part = next(((each[0], n) for n, each in parts.items() if len(each) == 1), None)
    if found := unit_at_head(book, words) or part:
        unit, count = found
        rest = " ".join(words[count:]).strip(" ,:;")
        short, name = book.shorts[unit], book.names[unit]
        return _Named(short=short, name=name, who=short, rest=rest or _mark(words))
    for count in range(min(len(words), 5), 0, -1):
        people = called(asked.staff, " ".join(words[:count]).strip(" ,:;?"))
        home = asked.staff.home(people[0].id) if len(people) == 1 else None
        if home is not None and people[0] != asked.person and words[count - 1][:1].isupper():
            rest = " ".join(words[count:]).strip(" ,:;")
            name = people[0].name
            short = book.shorts[home]
            return _Named(short=short, name=name, who=name, rest=rest or _mark(words))
    return None


def _mark(words: Sequence[str]) -> str:
    """ "HC?" asks by its mark alone."""
    return "?" if words[-1].endswith("?") else ""


async def _say(asked: Asked, words: str) -> Answer | None:
    """What typing these words gives."""
    found = action_of(words)
    if found is None or found[0].typed is None:
        return None
    return await found[0].typed(asked.saying(words), found[1])
