"""Which of the ten intents a message has (LABELS.md §2).

Two tables are the whole of it. `VOCABULARY` (vocabulary.py) says by which words a cue is known;
`_RULES` says, in the order of precedence, which cues make which intent. The first rule that holds
decides, and a message whose cues speak against each other is never sure. Done is the guarded one:
a word like "xong" counts only in a clause that neither denies, asks, plans nor puts it on a
condition.
"""

import re
from dataclasses import dataclass
from typing import Literal

from bot.understanding.blocker import Difficulty
from bot.understanding.understood import Intent
from bot.understanding.vocabulary import CUES, HAND_IN

Kind = Literal["task", "report"]

_EMOJI_ACK = re.compile("[👍👌🫡🙏]")
_BOTHERED = re.compile(r"\?\s*$|\?\?")

# What finishing sounds like, and what takes the sound away within the clause.
_DONE = re.compile(
    rf"(?<!\w)(?:xong|hoan thanh|hoan tat|done|completed?|finished|sent|submitted"
    rf"|ket thuc nhiem vu|coi nhu xong"
    rf"|(?:da|moi|vua)(?: (?:duoc|ky|em|kip|lam|len))*(?: \w+)? {HAND_IN}|da (?:to chuc"
    rf"|nghiem thu|thanh ly|dong|quyet toan|ky|cap du|trao|ket thuc|bao cao|co bao cao)"
    rf"|{HAND_IN}(?: [^\s,.;]+){{0,8}} (?:roi|xong)|(?:em|ben em|phong em"
    rf"|minh) {HAND_IN}(?: [^\s,.;]+){{0,4}} từ"
    r"|(?<!chua )(?<!de )duoc(?: \w+){0,4} (?:ky|phe duyet|thong qua)(?: ban hanh)?(?! de"
    r"| va cap)|(?:ky|ban hanh|lam|trien khai|thuc hien|to chuc|bao cao|up|het) roi|lam (?:het"
    r"|du) roi|100 ?%)(?!\w)|100 ?%|[✅✔☑]"
)
# Said beyond doubt: with "đã", with "rồi", or with nothing but courtesy behind it.
_CLEARLY = re.compile(
    r"(?<!\w)(?:da|vua|roi|done|completed?|finished|sent|submitted|vuot)(?!\w)|100 ?%|[✅✔☑]"
    r"|(?:xong|hoan thanh|hoan tat)(?: (?:het|ca|toan bo|nhiem vu|viec nay|nhe|a|anh|chi|c|em"
    r"|sep|day|ma|oi|luon|xuoi|phan tham muu))*\W*$"
    r"|^\W*(?:[^\s,.;]+ ){0,3}(?:xong|hoan thanh|hoan tat)\W*$"
)
_TIME = re.compile(
    r"(?<!\w)(?:hom nay|mai|mốt|ngay|mung|tuan|thang|quy|nam|thu [2-7]|thu (?:hai|ba|tu|nam|sau"
    r"|sáu|bay)|chu nhat|chieu|tối|toi nay"
    r"|cuoi|dau|giua|nua|[0-9]{1,2} ?(?:h|gio)|[0-9]{1,2}[/.][0-9]{1,2})(?!\w)"
)
_PAST = re.compile(r"(?<!\w)(?:da|roi|vua|từ|hom qua|luc|truoc|sang nay|sent|submitted)(?!\w)")
_LONE_DONE = re.compile(
    r"^\W*(?:(?:dda|vang|u|uh|em|thua|ok|a|anh|chi) )*(?:roi|da|xong|[✅✔☑])(?: (?:roi|nhe|a"
    r"|anh|chi|c|em|sep|day|ma|do|oi|nay))*\W*$"
)
_ENGLISH_VOID = (
    r"|almost|nearly|mostly|partly|partially|half|not|never|\w+n[ '’]t|cannot|to be|will|would"
    r"|should|could|can|must|may|might|needs?|want|hope|plan(?:ned|ning)?|expect(?:ed)?|going to"
    r"|when|if|once|before|soon|later|tomorrow|tonight|next (?:week|month|quarter|year)|until"
    r"|by (?:mon|tues|wednes|thurs|fri|satur|sun)day|by (?:tomorrow|tonight|noon|next|end|the end)"
    r"|by [0-9]|(?:on|this) (?:mon|tues|wednes|thurs|fri|satur|sun)day|except|apart from"
)
_VOID = re.compile(
    r"(?<!\w)(?:chua|khong(?! vuong| co vuong| con| kho)|chang|dau co|gan|sap|hau nhu|co ban"
    r"|khi nao|bao gio|luc nao|neu|se|du kien|phan dau|co gang|ke hoach (?:la |se "
    r"|den )?(?:xong|hoan|nop|gui|trong)|hua|muc tieu|eta|de (?:em|lam|som|hoan)"
    r"|(?:la|thi|moi|se|cho|ma|can|phai|muon|lo|tim cach|cach|de) (?:em )?(?:xong|hoan thanh"
    r"|hoan tat)|xong (?:la|thi|em (?:se |gui|nop|bao|trinh)|se|moi|chua|truoc|sau|khong)"
    r"|(?:hoan thanh|nop|gui|lam|hoan tat|done) (?:chua|khong|truoc|dung han|trong)"
    r"|xong (?:mot |1 )?(?:phan|buoc|khau|giai doan|dot|muc|chuong|du thao)"
    r"|hoan thanh (?:mot phan|phan|buoc|du thao|ban thao|khau|giai doan)|du thao|ban thao"
    r"|viet xong|soan xong"
    r"|(?:chờ|đợi) [^,.;\n]{0,40}(?:xong|ve|duyet|ky)|chuc (?:mung|anh|chi|ca)|lay y kien"
    r"|xin y kien|gop y|don doc|de nghi (?:cac|phong|so)|trinh (?:ky|lanh dao|sep|duyet)"
    r"|hop xong|ke hoach thi"
    r"|yeu cau|bao gio|bat buoc|mong|uoc|gia ma|phai xong|nho|ban giao cho|mot phan|not done"
    r"|not finished|gan nhu|suyt|moi chi|ai (?:bao|noi)|(?:phong|don vi|nguoi|ben) khac"
    r"|(?:gui|nop|trinh) [^,.;\n]{0,40}(?:tham dinh|phe duyet|xem xet|y kien)|lam gi co|lam sao"
    r"|the nao"
    r"|dau(?! (?:nam|thang|tuan|tu|ra|tien|moi|quy|vao))|co xong|kho (?:lắm|lam|qua)|roi (?:em "
    r"|minh )?(?:moi|se|lam|nop|gui)|chac|hinh nhu|tuong|ngo" + _ENGLISH_VOID + r")(?!\w)"
)
_DENIED_DIFFICULTY = re.compile(
    r"(?:khong|chua|hong) (?:co )?(?:vuong|kho khan|con vuong)(?: mac)?(?: gi"
    r"| chi)?(?: het)?(?: a)?"
)
_SUB_RESULT = re.compile(
    r"100 ?%(?= (?:can bo|cong chuc|nguoi|ho|don vi|xa|phong|hoc sinh|dai bieu|so|dang vien))"
)
_FORMALITY = re.compile(
    r"(?:ban (?:giay|cung|scan|goc|mem)|scan|dong dau|dong (?:viec|nhiem vu)|tren (?:phan mem"
    r"|he thong)|phan mem|ho so luu|luu tru|van thu)"
)
_TO_COME = re.compile(
    r"(?<!\w)(?:gui|nop|trinh|xong|hoan thanh|chot|ban hanh|lam|chuyen|em|e)(?!\w)"
)
_CLAUSE = re.compile(
    r"[;!?\n()]|[,.:](?![0-9])|(?<!\w)(?:nhung|tuy nhien|ma(?= con| chua| dang)"
    r"|con(?= \w+ (?:thi|chua|dang))|de nghi ket thuc|roi moi|sau do|de(?= em| lam bao)|so lieu"
    r"|khi nao thi)(?!\w)"
)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the other files found, before an intent is known."""

    kind: Kind
    percent: int | None
    over: bool  # a figure above 100 was written
    date_said: bool
    difficulty: Difficulty | None


@dataclass(frozen=True)
class Rule:
    """The intent if every cue of `needs` is there and none of `unless`."""

    intent: Intent
    needs: str
    unless: str = ""
    sure: bool = True


# Precedence of LABELS.md §2, top first. Cue names are those of VOCABULARY and of `_cues`.
_RULES = (
    Rule(Intent.OTHER, "wrong_chat"),
    Rule(Intent.OTHER, "wish", unless="done_clause percent going", sure=True),
    Rule(Intent.QUESTION, "not_ours asks_whether"),
    Rule(Intent.REJECT, "not_ours", unless="percent"),
    Rule(Intent.DELEGATE, "handed_on", unless="percent going done_elsewhere question"),
    Rule(
        Intent.QUESTION,
        "asks_whether",
        unless="proposal asks_time late done_clause percent going not_begun",
    ),
    Rule(Intent.DONE, "late done_clause", unless="asks_time left to_come unfinished percent"),
    Rule(Intent.EXTENSION, "asks_time", unless="done_clause"),
    Rule(Intent.EXTENSION, "asks_time", sure=False),
    Rule(Intent.EXTENSION, "late", unless="forgot foreign_lateness"),
    Rule(Intent.EXTENSION, "proposal"),
    Rule(Intent.DONE, "settled", unless="left to_come not_begun", sure=False),
    Rule(Intent.PROGRESS, "done_clause unfinished", sure=False),
    Rule(Intent.PROGRESS, "done_clause left", unless="settled"),
    Rule(Intent.PROGRESS, "done_clause to_come", unless="formality"),
    Rule(Intent.PROGRESS, "done_clause part_percent"),
    Rule(Intent.DONE, "done_clause"),
    Rule(Intent.DONE, "hundred", sure=False, unless="over left unfinished"),
    Rule(Intent.BLOCKED, "stopped difficulty"),
    Rule(Intent.BLOCKED, "stopped", unless="percent"),
    Rule(Intent.NOT_STARTED, "zero"),
    Rule(Intent.PROGRESS, "percent"),
    Rule(Intent.PROGRESS, "unfinished"),
    Rule(Intent.BLOCKED, "cannot outside"),
    Rule(Intent.NOT_STARTED, "forgot"),
    Rule(Intent.NOT_STARTED, "cannot not_begun"),
    Rule(Intent.BLOCKED, "cannot"),
    Rule(Intent.BLOCKED, "outside", unless="going question not_begun date"),
    Rule(Intent.BLOCKED, "outside waiting", unless="working"),
    Rule(Intent.BLOCKED, "outside stuck", unless="working question date"),
    Rule(Intent.NOT_STARTED, "not_begun starts_later"),
    Rule(Intent.PROGRESS, "going not_begun", sure=False),
    Rule(Intent.PROGRESS, "going"),
    Rule(Intent.BLOCKED, "outside not_begun"),
    Rule(Intent.NOT_STARTED, "bare_no"),
    Rule(Intent.NOT_STARTED, "not_begun", unless="asks_whether"),
    Rule(Intent.PROGRESS, "date", unless="question"),
    Rule(Intent.BLOCKED, "difficulty", unless="question", sure=False),
    Rule(Intent.PROGRESS, "over", sure=False),
    Rule(Intent.QUESTION, "question"),
    Rule(Intent.ACK, "ack"),
    Rule(Intent.PROGRESS, "done_word", sure=False),
)
_NOT_UNDERSTOOD = Rule(Intent.OTHER, "", sure=False)


@dataclass(frozen=True)
class Status:
    """An intent, whether it may be recorded unasked, and what else it could be."""

    intent: Intent
    sure: bool
    others: tuple[Intent, ...]


def without_orders(text: str) -> tuple[str, bool]:
    """Blank sentences addressed to the machine: they are never obeyed, nor read as a status."""
    out, found = [], False
    for sentence in re.split(r"((?<=[.!?\n])(?!\w))", text):
        hit = bool(CUES["machine"].search(sentence))
        found = found or hit
        out.append(" " * len(sentence) if hit else sentence)
    return "".join(out), found


def find_status(text: str, evidence: Evidence) -> Status:
    """Decide by the tables; the text is normalised."""
    cues = _cues(text, evidence)
    holding = [rule for rule in _RULES if _holds(rule, cues)]
    rule = holding[0] if holding else _NOT_UNDERSTOOD
    others = dict.fromkeys(r.intent for r in holding[1:] if r.intent is not rule.intent)
    sure = rule.sure and not evidence.over and not _contradicted(rule.intent, cues)
    if rule.intent is Intent.DONE:
        sure = sure and "clearly_done" in cues
    if rule.intent is Intent.OTHER and not (holding or text.strip(" \n.,!?")):
        sure = True
    return Status(rule.intent, sure, tuple(others))


def _holds(rule: Rule, cues: frozenset[str]) -> bool:
    return cues.issuperset(rule.needs.split()) and cues.isdisjoint(rule.unless.split())


def _contradicted(intent: Intent, cues: frozenset[str]) -> bool:
    """Whether the message also says what does not go with the intent."""
    against = {
        Intent.DONE: "question said_no not_begun unfinished left to_come stopped cannot "
        "asks_whether not_ours handed_on part_percent",
        Intent.PROGRESS: "not_ours stopped",
        Intent.NOT_STARTED: "done_clause percent",
        Intent.BLOCKED: "question done_clause",
        Intent.EXTENSION: "done_clause forgot",
        Intent.DELEGATE: "percent question asks_time",
        Intent.REJECT: "question handed_on percent asks_time",
        Intent.QUESTION: "percent not_begun late",
        Intent.ACK: "not_begun outside",
        Intent.OTHER: "percent date",
    }
    return not cues.isdisjoint(against[intent].split())


def _cues(text: str, evidence: Evidence) -> frozenset[str]:
    plain = re.sub(r"(?:cham|chậm|muon|muộn|tre|trễ) nhat", lambda m: "·" * len(m[0]), text)
    cues = {name for name, pattern in CUES.items() if pattern.search(plain)}
    date_said, percent, difficulty = evidence.date_said, evidence.percent, evidence.difficulty
    finished = [c for c in _clauses(plain) if _finishes(c) and not (date_said and _planned(c))]
    rest = [clause for clause in _clauses(plain) if clause not in finished]
    tests = {
        "question": "asks" in cues
        or "asks_whether" in cues
        or bool(_BOTHERED.search(plain.strip())),
        "ack": bool(_EMOJI_ACK.search(plain)),
        "done_clause": bool(finished) or bool(_LONE_DONE.match(plain)),
        "done_word": bool(_DONE.search(plain)),
        "clearly_done": any(_CLEARLY.search(clause) for clause in finished)
        or bool(_LONE_DONE.match(plain)),
        "done_elsewhere": any(not CUES["handed_on"].search(clause) for clause in finished),
        "percent": percent is not None and 0 < percent < 100,
        "part_percent": percent is not None and percent < 100 and bool(finished),
        "hundred": percent == 100,
        "zero": percent == 0,
        "over": evidence.over,
        "date": date_said,
        "to_come": date_said and any(_TO_COME.search(clause) for clause in rest),
        "formality": bool(_FORMALITY.search(plain)),
        "settled": bool(re.search(r"coi nhu xong|de nghi ket thuc|khong con gi", plain)),
        "difficulty": difficulty is not None,
        "outside": difficulty is not None and difficulty.outside,
        "foreign_lateness": difficulty is not None
        and bool(re.search(r"cham|chậm|tre|trễ", difficulty.words)),
        "stuck": bool(re.search(r"(?<!\w)(?:vuong|tắc|kẹt|bi ket|tac o)(?!\w)", plain)),
        "waiting": bool(re.search(r"(?<!\w)(?:chờ|đợi)(?!\w)", plain)),
        "working": percent is not None
        or bool(re.search(r"dang (?!chờ|cho |đợi|doi |vuong|bi|kẹt|xin|gap|tắc)", plain)),
        "proposal": date_said and bool(re.search(r"(?:duoc|dc) khong|duoc chu|co duoc", plain)),
    }
    return frozenset(cues | {name for name, holds in tests.items() if holds})


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(text) if clause.strip()][:80]


def _planned(clause: str) -> bool:
    """ "mai xong", "hết quý hoàn thành": a time, and nothing that puts it in the past."""
    return bool(_TIME.search(clause)) and not _PAST.search(clause)


def _finishes(clause: str) -> bool:
    """Whether the clause says that the thing is done."""
    clause = _DENIED_DIFFICULTY.sub(" ", _SUB_RESULT.sub(" ", clause))
    return bool(_DONE.search(clause)) and not _VOID.search(clause)
