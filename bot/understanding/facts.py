"""What a message asserts, clause by clause: the facts the table of status.py weighs.

A fact is a few small patterns (patterns.py) over concepts (vocabulary.py). A clause ends at a mark
or a "but". A word like "xong" counts as finished only where nothing before it in its clause denies,
asks, plans, limits or wishes it.
"""

from collections.abc import Iterator

from bot.understanding.lexemes import Lexeme, lexemes
from bot.understanding.patterns import Clause, by_concept, compiled, find, fits

MOST_CLAUSES = 60


# fact -> patterns, any of which gives it.
PATTERNS: dict[str, tuple[str, ...]] = {
    # under way: work, steps, sign-off
    "ongoing": ("ongoing", "going_on"),
    "drafted": ("draft",),
    "written": (
        "writing .. finished", "finished writing", "writing already", "signature finished",
    ),
    "approved": ("approved",),
    "signing": ("sign_off", "wait .. signature", "past .. sign_off", "hand_in .. signature"),
    "unfinished": (
        "unfinished", "not_yet .. finished", "not_yet .. signature", "not .. finished",
        "almost .. finished", "finished step", "finished number step", "step .. finished",
        "not_yet all", "draft finished", "finished draft", "not .. sent", "not_yet .. sent",
    ),
    "left": ("left",),
    "begun": ("past .. begins", "begins", "past .. step"),
    "past_said": ("past", "already", "past_time", "ticked", "sent", "finished .. since"),
    "number_finished": ("^ number finished",),
    # not begun, cannot, stopped
    "not_begun": (
        "not_yet .. work", "not_yet .. hand_in", "not_yet .. step", "zero",
        "not_yet .. closing", "not_yet begins", "not_yet .. give_to", "not_yet .. writing",
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
        "more_time", "amount .. number span", "leave .. number span", "leave .. number time",
        "leave .. until .. time", "leave .. hand_in .. time", "shift .. time",
        "shift .. number span", "propose .. deadline", "leave until number", "amount span",
        "leave .. late_word", "leave .. time .. may_i", "until .. time .. may_i",
        "leave .. until number",
    ),
    "may_i": ("may_i", "be time ack $", "^ be time $"),
    "late": (
        "late", "unfinished in_time", "not .. in_time", "not_yet .. in_time", "late_word number",
        "late_word time",
        "late_word $", "not .. finished .. able", "late_word already",
    ),
    "not_late": ("not_late",),
    "sorry": ("sorry",),
    "promise": (
        "promise", "soon", "own .. work soon", "future .. work", "future .. hand_in",
        "future .. finished", "condition finished own", "finished already own .. word",
    ),
    "time": ("time",),
    # asking
    "question_word": ("asks_word",),
    "whether": (
        "past .. not_yet $", "finished not_yet $", "hand_in not_yet $", "signature not_yet $",
        "able not $", "have .. not $", "have .. not_yet $", "must not $", "asks $", "not $",
        "may_i",
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
    "handed_over": (
        "handed_over", "handover .. title", "handover .. unit", "handover finished",
        "handover $",
    ),
    "given": (
        "give_to title !own", "give_to to title !own", "give_to to unit", "give_to unit",
        "give_to word already", "give_to !own takes", "give_to !own !own takes",
        "give_to .. title word takes",
    ),
    "instead": ("instead", "title word replace", "unit replace"),
    "other_takes": (
        "title !own takes already", "title !own takes $", "title word word takes",
        "title word be takes",
        "by title .. takes", "title word takes", "by unit .. takes", "^ unit word takes",
    ),
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
    # said as a guess, or of what others did
    "doubtful": (
        "hedge", "possible .. finished", "possible .. hand_in", "^ others .. finished",
        "finished others", "^ side word .. finished", "^ side unit .. finished",
        "others says finished", "word says finished", "unit says finished",
        "title !own says finished", "^ others .. hand_in", "^ side word .. hand_in",
        "^ side unit .. hand_in", "others says hand_in", "word says hand_in", "unit says hand_in",
        "title !own says hand_in",
    ),
}  # fmt: skip

# What sounds finished, and what says so beyond doubt.
_FINISHED = (
    "finished", "sent", "ticked", "past .. hand_in", "hand_in .. already",
    "hand_in .. past_time", "past .. closing", "closing .. already", "do already",
    "hand_in all", "considered", "^ all already",
)  # fmt: skip
_PLAINLY = (
    "finished .. already", "compound finished $", "do finished $", "^ finished $",
    "past .. finished", "past .. hand_in", "hand_in .. already", "sent", "ticked",
    "finished all", "all finished", "finished .. past_time", "hand_in .. past_time", "do already",
)  # fmt: skip
_SENDING = frozenset({"hand_in", "sent"})
_PAST = frozenset({"past", "already", "past_time", "sent", "ticked", "since"})
_ACTS = frozenset({"hand_in", "finished", "work", "signature", "do", "writing"})
# What takes it away: said before it in the clause, or right behind it.
_VOID_BEFORE = frozenset((
    "not_yet", "not", "almost", "future", "condition", "wait", "must", "denial", "unfinished",
    "wish", "sign_off", "step", "draft", "ongoing", "ahead", "going_on", "cannot", "asks_word",
    "correction", "handed_over", "promise", "zero", "left", "social", "leaving", "possible",
))  # fmt: skip
_VOID_BEHIND = frozenset((
    "step", "draft", "denial", "not_yet", "asks", "asks_word", "left", "not", "sign_off",
    "must", "unfinished", "condition",
))  # fmt: skip
_LONE = (
    "^ past $", "^ already $", "^ finished $", "^ do already $", "^ ticked $",
    "^ finished already $", "^ past finished $", "^ past hand_in $", "^ hand_in already $",
    "^ past hand_in already $", "^ all finished $", "^ finished all $", "^ finished all already $",
    "^ okay finished $", "^ finished okay $", "^ ticked ticked $", "^ finished finished $",
    "^ past hand_in finished $", "^ past_time hand_in already $", "^ sent past_time $",
)  # fmt: skip


_BY_CONCEPT = by_concept(PATTERNS)
_FINISHED_TABLE = compiled(_FINISHED)
_PLAINLY_TABLE = compiled(_PLAINLY)
_LONE_TABLE = compiled(_LONE)
_OPEN = frozenset((
    "not_yet", "ahead", "going_on", "future", "wait", "begins", "cannot", "stopped",
    "stuck", "now", "left",
))  # fmt: skip
_NOW_TABLE = compiled(("^ now",))


def facts_of(text: str) -> frozenset[str]:
    """The facts that hold somewhere in the normalised text."""
    facts: set[str] = set()
    for clause, asked in _clauses(lexemes(text)):
        has = frozenset().union(*(lexeme.concepts for lexeme in clause))
        for concept in ("", *has):
            for fact, pattern in _BY_CONCEPT.get(concept, ()):
                if fact not in facts and pattern.needs <= has and find(clause, pattern):
                    facts.add(fact)
        finishing = _finishing(clause, has)
        facts |= finishing
        if asked and finishing:
            facts.add("doubtful")
        if "finished" not in finishing:
            if fits(clause, has, _NOW_TABLE):
                facts.add("now")
            if has & _OPEN and "formality" not in has:
                facts.add("open")
    return frozenset(facts)


def _clauses(row: tuple[Lexeme, ...]) -> Iterator[tuple[Clause, bool]]:
    """The clauses, and whether each ends in a question mark."""
    clause: list[Lexeme] = []
    count = 0
    for lexeme in row:
        if "stop" in lexeme.concepts or lexeme.concepts == {"but"}:
            if clause:
                yield tuple(clause), lexeme.text == "?"
                count += 1
                if count >= MOST_CLAUSES:
                    return
            clause = []
        else:
            clause.append(lexeme)
    if clause:
        yield tuple(clause), False


def _finishing(clause: Clause, has: frozenset[str]) -> set[str]:
    """Whether the clause asserts the finish, only names it, or promises it."""
    facts: set[str] = set()
    if fits(clause, has, _LONE_TABLE):
        facts.add("lone_done")
    for pattern in _FINISHED_TABLE:
        span = find(clause, pattern) if pattern.needs <= has else None
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
            if fits(clause, has, _PLAINLY_TABLE):
                facts.add("plainly_finished")
            near = frozenset().union(*(x.concepts for x in clause[max(0, start - 3) : end]))
            if near & _SENDING:
                facts.add("handed_in")
            if not near & _SENDING or "issue" in near:
                facts.add("completed")
    if "finished" not in facts and "time" in has and has & _ACTS and not has & _PAST:
        facts.add("promised")
    return facts
