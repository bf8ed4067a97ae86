"""What a message asserts, clause by clause: the facts the table of status.py weighs.

A fact is a small pattern over concepts (vocabulary.py):

    "past .. hand_in"        one, then the other within a few words
    "not_yet hand_in"        side by side, courtesy aside
    "^ already $"            nothing else in the clause but courtesy and address

A clause ends at a mark or a "but". A word like "xong" counts as finished only where nothing before
it in its clause denies, asks, plans, limits or wishes it.
"""

from collections.abc import Iterator, Sequence

from bot.understanding.lexemes import Lexeme, lexemes

WITHIN = 4  # lexemes that ".." may skip
MOST_CLAUSES = 60

Clause = tuple[Lexeme, ...]

# fact -> patterns, any of which gives it.
PATTERNS: dict[str, tuple[str, ...]] = {
    # under way: work, steps, sign-off
    "ongoing": ("ongoing", "going_on"),
    "drafted": ("draft",),
    "written": ("writing .. finished", "finished writing", "writing already", "signature finished"),
    "approved": ("approved",),
    "signing": ("sign_off", "wait .. signature", "past .. sign_off", "hand_in .. signature"),
    "unfinished": (
        "unfinished", "not_yet .. finished", "not_yet .. signature", "not .. finished",
        "almost .. finished", "finished step", "finished number step", "step .. finished", "not_yet all",
        "draft finished", "finished draft",
    ),
    "left": ("left",),
    "begun": ("past .. begins", "begins", "past .. step"),
    "past_said": ("past", "already", "past_time", "ticked", "sent", "finished .. since"),
    "number_finished": ("^ number finished",),
    # not begun, cannot, stopped
    "not_begun": (
        "not_yet .. work", "not_yet .. hand_in", "not_yet .. step", "zero", "not_yet .. closing",
        "not_yet begins", "not_yet .. give_to", "not_yet .. writing",
    ),
    "bare_no": ("not_yet $", "^ not_yet $"),
    "capacity": ("capacity",),
    "cannot": ("cannot", "not_yet .. able", "not .. work .. able", "not .. hand_in .. able"),
    "stopped": ("stopped",),
    "stuck": ("stuck",),
    "waiting": ("wait",),
    "forgot": ("forgot",),
    "begins_later": ("future .. begins", "time .. begins", "begins .. time"),
    # more time, lateness, promises
    "asks_time": (
        "more_time", "amount .. number span", "leave .. number span", "leave .. number time", "leave .. until .. time", "leave hand_in .. time", "shift .. time", "shift .. number span",
        "propose .. deadline", "leave until number", "amount span", "leave .. late_word",
        "leave .. time .. may_i", "until .. time .. may_i", "leave .. until number",
    ),
    "may_i": ("may_i",),
    "late": ("late", "not .. in_time", "not_yet .. in_time", "late_word number", "late_word time",
             "late_word $", "not .. finished .. able", "late_word already"),
    "not_late": ("not_late",),
    "sorry": ("sorry",),
    "promise": (
        "promise", "soon", "own .. work soon", "future .. work", "future .. hand_in",
        "future .. finished", "condition finished own",
    ),
    "time": ("time",),
    # asking
    "question_word": ("asks_word",),
    "whether": (
        "past .. not_yet $", "finished not_yet $", "hand_in not_yet $", "signature not_yet $",
        "able not $", "have .. not $", "have .. not_yet $", "must not $", "asks $", "not $", "may_i",
    ),
    "none_at_all": ("not .. asks $", "not_yet .. asks $", "not_have .. asks $"),
    "alternative": ("or",),
    "asks_material": ("give_me .. material", "asks material"),
    # ours, another's
    "not_ours": ("ours_not", "not .. belongs"),
    "belongs": ("belongs .. unit", "belongs unit", "belongs"),
    "of_unit": ("of unit",),
    "has_none": ("own .. not_have", "unit .. not_have"),
    "misdirected": ("misdirected",),
    "cancelled": ("cancelled",),
    "handed_over": ("handed_over", "handover .. title", "handover .. unit", "handover finished", "handover $"),
    "given": (
        "give_to title !own", "give_to to title !own", "give_to to unit", "give_to unit", "give_to word already",
        "give_to !own takes", "give_to !own !own takes", "give_to .. title word takes",
    ),
    "instead": ("instead", "title word replace", "unit replace"),
    "other_takes": ("title !own takes already", "title !own takes $", "title word word takes", "by title .. takes", "title word takes", "by unit .. takes", "^ unit word takes"),
    "leaving": ("leaving",),
    # received, chat
    "ack": ("ack",),
    "only_ack": ("^ ack $", "^ ack ack $", "^ already ack $", "^ ack already $"),
    "wish": ("wish",),
    "social": ("social",),
    "complaint": ("complaint",),
    "wrong_chat": ("wrong_chat",),
    "correction": ("correction",),
    # about the work
    "formality": ("formality",),
    "considered": ("considered",),
    "nil_report": ("nil",),
    "denied": ("denial",),
    "other_period": ("other_period",),
    "others_work": ("others_done",),
    "past_act": ("past .. closing", "past .. work", "past word"),
    "fine": ("on_fine",),
    "indicator": ("indicator",),
}  # fmt: skip

# What sounds finished, and what says so beyond doubt.
_FINISHED = (
    "finished", "sent", "ticked", "past .. hand_in", "hand_in .. already", "hand_in .. past_time", "past .. closing",
    "closing .. already", "do already", "hand_in all", "considered", "^ all already",
)  # fmt: skip
_PLAINLY = (
    "finished .. already", "finished $", "past .. finished", "past .. hand_in", "hand_in .. already", "sent",
    "ticked", "finished all", "all finished", "finished .. past_time", "hand_in .. past_time", "do already", "past .. closing", "closing already",
)  # fmt: skip
_SENDING = frozenset({"hand_in", "sent"})
_PAST = frozenset({"past", "already", "past_time", "sent", "ticked", "since"})
_ACTS = frozenset({"hand_in", "finished", "work", "signature", "do", "writing"})
# What takes it away: said before it in the clause, or right behind it.
_VOID_BEFORE = frozenset(
    ["not_yet", "not", "almost", "future", "condition", "wait", "must", "denial", "unfinished", "wish", "sign_off", "step", "draft", "ongoing", "ahead", "going_on", "cannot", "asks_word", "correction", "handed_over", "promise", "zero", "left", "social", "leaving"]
)
_VOID_BEHIND = frozenset(
    ["step", "draft", "denial", "not_yet", "asks", "asks_word", "left", "not", "sign_off", "must", "unfinished", "condition"]
)
_LONE = (
    "^ past $",
    "^ already $",
    "^ finished $",
    "^ do already $",
    "^ ticked $",
    "^ finished already $",
    "^ past finished $",
    "^ ack already $",
)
_ADDRESS = frozenset({"courtesy", "person", "own"})


def _compiled(patterns: Sequence[str]) -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    out = []
    for pattern in patterns:
        parts = tuple(pattern.split())
        out.append((parts, frozenset(p for p in parts if p.isidentifier() and p != "word")))
    return tuple(out)


_TABLE = {fact: _compiled(patterns) for fact, patterns in PATTERNS.items()}
_FINISHED_TABLE = _compiled(_FINISHED)
_PLAINLY_TABLE = _compiled(_PLAINLY)
_LONE_TABLE = _compiled(_LONE)
_NOW_TABLE = _compiled(("^ now",))


def facts_of(text: str) -> frozenset[str]:
    """The facts that hold somewhere in the normalised text."""
    facts: set[str] = set()
    for clause in _clauses(lexemes(text)):
        has = frozenset().union(*(lexeme.concepts for lexeme in clause))
        for fact, patterns in _TABLE.items():
            if fact not in facts and _any(clause, has, patterns):
                facts.add(fact)
        finishing = _finishing(clause, has)
        facts |= finishing
        if "finished" not in finishing and _any(clause, has, _NOW_TABLE):
            facts.add("now")
    return frozenset(facts)


def mentions(text: str, concept: str) -> bool:
    """Whether a phrase of the concept stands in the normalised text."""
    return any(concept in lexeme.concepts for lexeme in lexemes(text))


def _clauses(row: tuple[Lexeme, ...]) -> Iterator[Clause]:
    clause: list[Lexeme] = []
    count = 0
    for lexeme in row:
        if "stop" in lexeme.concepts or lexeme.concepts == {"but"}:
            if clause:
                yield tuple(clause)
                count += 1
                if count >= MOST_CLAUSES:
                    return
            clause = []
        else:
            clause.append(lexeme)
    if clause:
        yield tuple(clause)


def _any(
    clause: Clause,
    has: frozenset[str],
    patterns: tuple[tuple[tuple[str, ...], frozenset[str]], ...],
) -> bool:
    return any(needs <= has and _find(clause, parts) is not None for parts, needs in patterns)


def _finishing(clause: Clause, has: frozenset[str]) -> set[str]:
    """Whether the clause asserts the finish, only names it, or promises it."""
    facts: set[str] = set()
    if _any(clause, has, _LONE_TABLE):
        facts.add("lone_done")
    for parts, needs in _FINISHED_TABLE:
        span = _find(clause, parts) if needs <= has else None
        if span is None:
            continue
        facts.add("done_word")
        start, end = span
        before, behind, after = (
            frozenset().union(*(lexeme.concepts for lexeme in part))
            for part in (clause[:start], clause[end : end + 2], clause[end:])
        )
        within = frozenset().union(*(x.concepts for x in clause[start + 1 : end - 1]))
        if "already" in within | behind | clause[end - 1].concepts:
            behind -= {"asks"}  # "xong rồi sao còn nhắc" asks about something else
        if (
            (before | within) & _VOID_BEFORE
            or behind & _VOID_BEHIND
            or "not_yet" in after
            or "asks_word" in has
        ):
            facts.add("done_voided")
        elif ("time" in has and not has & _PAST) or "ahead" in after:
            facts.add("done_planned")
        else:
            facts.add("finished")
            if _any(clause, has, _PLAINLY_TABLE):
                facts.add("plainly_finished")
            near = frozenset().union(*(x.concepts for x in clause[max(0, start - 3) : end]))
            if near & _SENDING:
                facts.add("handed_in")
    if "finished" not in facts and "time" in has and has & _ACTS and not has & _PAST:
        facts.add("promised")
    return facts


def _find(clause: Clause, parts: tuple[str, ...]) -> tuple[int, int] | None:
    """The first place a pattern fits, as [start, end)."""
    if parts[0] == "^":
        return _match(clause, parts[1:], 0, 0)
    for start in range(len(clause)):
        if _is(clause[start], parts[0]) and (found := _match(clause, parts, start, start)):
            return found
    return None


def _match(clause: Clause, parts: tuple[str, ...], at: int, start: int) -> tuple[int, int] | None:
    """Fit the parts from `at` on; between two of them courtesy may stand."""
    if not parts:
        return start, at
    head, rest = parts[0], parts[1:]
    if head == "$":
        return (start, at) if all(x.concepts & _ADDRESS for x in clause[at:]) else None
    if head == "..":
        for skip in range(at, min(len(clause), at + WITHIN + 1)):
            if _is(clause[skip], rest[0]) and (found := _match(clause, rest, skip, start)):
                return found
        return None
    while at < len(clause) and not _is(clause[at], head) and clause[at].concepts & _ADDRESS:
        at += 1
    if at < len(clause) and _is(clause[at], head):
        return _match(clause, rest, at + 1, start)
    return None


def _is(lexeme: Lexeme, concept: str) -> bool:
    if concept[0] == "!":
        return concept[1:] not in lexeme.concepts
    return (
        concept in lexeme.concepts or concept == "*" or (concept == "word" and not lexeme.concepts)
    )
