"""What stands in the way, in the officer's own words (LABELS.md §5).

A message is cut into clauses, and most clauses tell how the work stands, ask for time, promise or
greet. A clause is the difficulty

    by its words             "vướng mặt bằng", "3 xã chưa gửi", "em ốm"
    behind a word of cause   "vì …", "do …", "lý do: …", "because …"
    as the ground given      "… nên chưa làm"

and its span is the clause without the connective before it and the courtesy behind it; two side
by side may make one. What is denied, over, asked, supposed, forgotten, handed on with the task, or
only waits for a signature is none.
"""

import re
from dataclasses import dataclass

from bot.understanding import clause_parts as parts
from bot.understanding.clauses import CAUSES, Clause, clauses_of
from bot.understanding.difficulties import Words, words_of
from bot.understanding.normalise import Said
from bot.understanding.outside_difficulties import SIGN_OFF

_LEAD = re.compile(
    r"(?:\W|(?:(?:duoc |moi |dat |khoang |tầm ){0,3}[0-9]{1,3} ?(?:%|phan tram)(?= )"
    r"|nhung|ma|con|dang|thi|la|hien(?: nay| tai)?|van|cung|lai|a|anh|chi|c|sep|dạ|vang"
    r"|thua|bao cao(?= em| anh| chi| sep)|nay|va|roi|tuy|do|vi|tai|boi|phai|chi(?! cuc| bo| nhanh)"
    r"|rieng|vuong (?:o )?cho|kẹt cho|o cho|cho la|gio|hom nay|nhe|oi|ly do|nguyen nhan"
    r"|kho khan(?= la| do)|mot phan|voi|but|because|ngoi|song"
    r"|(?:em|minh|tui|toi|ben em|chung toi)(?= (?:dang|con|van|bi|vua|chi)))(?!\w)){1,12}"
)
_TRAIL = re.compile(
    r"(?:\W|(?<!\w)(?:a|nhe|roi|anh|chi|c|sep|em|oi|thoi|do|day|nua|ma|luon|vay|dạ|va|thi|nen|chu"
    r"|lắm|nha|ha|hi|bac|moi|de|con|nhung)){1,12}$"
)

# How sure a clause is to be the difficulty: by words that may be told of anything, by its own
# words; a cause said before it counts on top.
MAYBE, NAMED = 1, 2


@dataclass(frozen=True, kw_only=True)
class Difficulty:
    """A named difficulty in the officer's words.

    `outside`: others, or nature, cause it, and not the writer's own want of time or strength; the
    work then stands blocked, else not begun (LABELS.md §2.6).
    """

    words: str
    outside: bool


@dataclass(frozen=True)
class _Candidate:
    start: int
    end: int
    at: int  # number of its clause
    strength: int


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """What surrounds a clause."""

    caused: bool  # a word of cause stands before it
    troubled: bool  # and that word says trouble: "khó khăn: …"
    explains: bool  # "… nên chưa làm"
    held: bool  # another clause tells of a setback
    finished: bool  # a clause says that something is done

    @property
    def given(self) -> bool:
        return self.caused or self.explains


def find_difficulty(said: Said) -> Difficulty | None:
    """The difficulty the message names, with a second one right beside it, or None."""
    text = SIGN_OFF.sub(_blank, parts.DENIED.sub(_blank, said.text))
    if parts.OVER.search(text) or parts.NOT_OURS.search(text):
        return None
    known = words_of(said.raw)
    found = _candidates(text, clauses_of(text), known)
    if not found:
        return None
    best = max(found, key=lambda c: (c.strength, -c.start))
    start, end, at = best.start, best.end, best.at
    for more in found:
        if (
            more.start >= end
            and more.at == at + 1
            and text[end : more.start].strip(" ") in (",", "va", ", va", "")
        ):
            end, at = more.end, more.at
    where = (start, end)
    own = _first(text, where, known.own, known.own_maybe)
    outside = not own or bool(known.outside.search(text, *where))
    return Difficulty(words=said.quote(start, end), outside=outside)


def _blank(match: re.Match[str]) -> str:
    return "·" * len(match[0])


def _candidates(text: str, clauses: list[Clause], words: Words) -> list[_Candidate]:
    if parts.HANDED_ON.search(text):
        return []
    setbacks = {i for i, c in enumerate(clauses) if parts.SETBACK.search(text, c.start, c.end)}
    finished = any(parts.FINISHED.search(text, c.start, c.end) for c in clauses)
    found: list[_Candidate] = []
    supposed = False
    for i, clause in enumerate(clauses):
        where = clause.start, clause.end
        meant = not (clause.asked or parts.NOT_MEANT.search(text, *where))
        if not meant or (supposed and clause.before == "turn"):  # "nếu … mà …" is one supposition
            supposed = bool(parts.SUPPOSED.search(text, *where))
            continue
        known = _first(text, where, words.outside, words.own)
        vague = _first(text, where, words.outside_maybe)
        maybe = vague or _first(text, where, words.own_maybe)
        ground = _Ground(
            caused=clause.before in CAUSES and bool(known or not _says_by_whom(text, where)),
            troubled=clause.before == "trouble",
            explains=clause.after == "effect" and i + 1 in setbacks,
            held=bool(setbacks - {i}),
            finished=finished,
        )
        if known:
            still = clause.before == "turn" or bool(parts.STILL.search(text, *where))
            strength = _of_known(ground, still=still)
        elif maybe and not parts.FINISHED.search(text, *where):
            alone = len(clauses) == 1 and bool(vague and parts.STANDS_ALONE.match(vague[0]))
            strength = _of_doubtful(ground, alone=alone)
        else:
            strength = _of_unnamed(ground, text[slice(*where)])
        if strength:
            start, end = _bounds(text, clause, known or maybe)
            found.append(_Candidate(start, end, i, strength))
    return [candidate for candidate in found if candidate.start < candidate.end]


def _of_known(ground: _Ground, *, still: bool) -> int:
    """Words that are a difficulty; of a finished task it has to be said that it is still there."""
    if ground.finished and not (ground.given or ground.held or still):
        return 0
    return NAMED + ground.caused


def _of_doubtful(ground: _Ground, *, alone: bool) -> int:
    """Words that may be told of a task that goes well."""
    if ground.given:
        return NAMED + ground.caused
    return MAYBE if ground.held or alone else 0


def _of_unnamed(ground: _Ground, clause: str) -> int:
    """No word of difficulty, but the place of one."""
    if ground.troubled or (ground.caused and ground.held and not ground.finished):
        return NAMED
    return MAYBE if ground.explains and not ground.finished and not parts.SELF.match(clause) else 0


def _says_by_whom(text: str, where: tuple[int, int]) -> bool:
    return bool(parts.BY_WHOM.match(text[slice(*where)]))


def _first(
    text: str, where: tuple[int, int], *vocabularies: re.Pattern[str]
) -> re.Match[str] | None:
    hits = filter(None, (words.search(text, *where) for words in vocabularies))
    return min(hits, key=lambda hit: hit.start(), default=None)


def _bounds(text: str, clause: Clause, named: re.Match[str] | None) -> tuple[int, int]:
    start, end = clause.start, clause.end
    for status in parts.STARTS_STATUS.finditer(text, start, end):
        if named and status.end() <= named.start():
            start = named.start()
        elif status.start() > start + 2 and (not named or status.start() >= named.end()):
            end = status.start()
            break
    lead = _LEAD.match(text, start, end)
    if lead and lead.end() < end:
        start = lead.end()
    trail = _TRAIL.search(text[start:end])
    if trail and trail.start():
        end = start + trail.start()
    return start, end
