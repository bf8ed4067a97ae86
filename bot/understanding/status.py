"""Which of the ten intents the rules take a message for (LABELS.md §2); intents.py decides.

facts.py says what a message asserts; `_RULES` says, in the order of precedence, which facts make
which intent. The first rule that holds decides, and a message whose facts speak against each other
is never sure. Done is the guarded one: the rules are sure only of a plain assertion of it.
"""

import re
from dataclasses import dataclass
from typing import Literal

from bot.understanding.blocker import Difficulty
from bot.understanding.facts import facts_of
from bot.understanding.normalise import normalise
from bot.understanding.understood import Intent

Kind = Literal["task", "report"]


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
    """The intent if every fact of `needs` is there and none of `unless`."""

    intent: Intent
    needs: str
    unless: str = ""
    sure: bool = True
    why: str = ""  # the part of LABELS.md §2 it follows


_PAYLOAD = re.compile(r"\s*[/={<$\[](?=\S)")  # a command, a formula, markup: nobody's report
_ALL_OF_IT = re.compile(r"\W*100 ?%\W*")
_STATUS = "finished percent ongoing signing not_begun asks_time late"

# Precedence of LABELS.md §2, top first.
# fmt: off
_RULES = (
    # 9: nobody's status
    Rule(Intent.OTHER, "payload", unless="not_begun ongoing past_said",
         why="other: commands, payloads"),
    Rule(Intent.OTHER, "wrong_chat", why="other: wrong chat"),
    Rule(Intent.OTHER, "wish", unless="percent asks_time", why="9"),
    Rule(Intent.OTHER, "social", unless=_STATUS, why="9"),
    # delegate and reject come before all; 8: a status given beside them wins
    Rule(Intent.REJECT, "misdirected", unless="percent", why="wrong unit or person"),
    Rule(Intent.REJECT, "cancelled", unless="percent ongoing finished",
         why="cancelled or repealed"),
    Rule(Intent.REJECT, "not_ours", unless="percent asks question_word", why="not our function"),
    Rule(Intent.REJECT, "belongs", unless="percent finished question_word asks", sure=False),
    Rule(Intent.DELEGATE, "handed_over", unless="percent ongoing question_word asks", why="8"),
    Rule(Intent.DELEGATE, "instead", unless="percent ongoing question_word asks"),
    Rule(Intent.DELEGATE, "leaving given", unless="percent"),
    Rule(Intent.DELEGATE, "leaving other_takes", unless="percent"),
    Rule(Intent.DELEGATE, "given",
         unless="percent ongoing finished signing question_word asks asks_time not_begun"),
    Rule(Intent.DELEGATE, "other_takes", sure=False,
         unless="percent ongoing finished signing asks question_word asks_time not_begun"),
    # extension; 4: sent late is done
    Rule(Intent.DONE, "late approved", unless="asks_time unsent left doubtful", sure=False,
         why="4"),
    Rule(Intent.DONE, "late finished", unless="asks_time unfinished left to_come percent doubtful",
         why="4"),
    Rule(Intent.EXTENSION, "asks_time", unless="finished asks_material question_word"),
    Rule(Intent.EXTENSION, "asks_time", unless="question_word asks_material", sure=False),
    Rule(Intent.EXTENSION, "late",
         unless="forgot foreign_lateness question_word percent asks whether"),
    Rule(Intent.EXTENSION, "late percent promised", unless="asks foreign_lateness", sure=False),
    Rule(Intent.EXTENSION, "proposal", why="a date as a yes/no request"),
    # a guess, or another's work, is no report of one's own
    Rule(Intent.PROGRESS, "finished doubtful", sure=False),
    # done; 2, 3: but not with something left of the thing itself; 10
    Rule(Intent.DONE, "considered", unless="left to_come not_begun", sure=False, why="10"),
    Rule(Intent.PROGRESS, "finished unfinished", sure=False, why="2"),
    Rule(Intent.PROGRESS, "finished left", unless="formality", sure=False, why="2"),
    Rule(Intent.PROGRESS, "finished ongoing", unless="formality", sure=False, why="2"),
    Rule(Intent.PROGRESS, "finished to_come", unless="formality", why="2, 3"),
    Rule(Intent.PROGRESS, "finished waiting", unless="formality", sure=False, why="2"),
    Rule(Intent.PROGRESS, "finished signing", unless="handed_in", sure=False, why="2, 7"),
    Rule(Intent.BLOCKED, "finished stopped", sure=False, why="5"),
    Rule(Intent.DONE, "handed_in percent", unless="ongoing planned to_come not_begun bare_no",
         sure=False),
    Rule(Intent.PROGRESS, "finished percent", why="2"),
    Rule(Intent.BLOCKED, "finished cannot", sure=False),
    Rule(Intent.PROGRESS, "finished now", unless="formality handed_in", sure=False, why="2"),
    Rule(Intent.NOT_STARTED, "finished other_period not_begun", sure=False),
    Rule(Intent.NOT_STARTED, "finished other_period bare_no", sure=False),
    Rule(Intent.PROGRESS, "finished not_begun", sure=False),
    Rule(Intent.PROGRESS, "finished bare_no", sure=False),
    Rule(Intent.DONE, "approved", unless="left ongoing to_come not_begun unsent", sure=False),
    Rule(Intent.PROGRESS, "finished unsent", why="3"),
    Rule(Intent.PROGRESS, "approved unsent", sure=False, why="3"),
    Rule(Intent.PROGRESS, "finished planned", sure=False, why="a promise with a time"),
    Rule(Intent.DONE, "finished"),
    Rule(Intent.DONE, "lone_done",
         unless="not_begun asks ack promise ongoing percent promised doubtful"),
    Rule(Intent.DONE, "hundred", unless="over left unfinished ongoing doubtful", sure=False),
    # blocked, progress, not started; 5, 6, 7
    Rule(Intent.BLOCKED, "stopped difficulty", why="5"),
    Rule(Intent.BLOCKED, "stopped", why="5"),
    Rule(Intent.NOT_STARTED, "zero_percent"),
    Rule(Intent.PROGRESS, "percent"),
    Rule(Intent.PROGRESS, "unfinished", unless="asks cannot not_begun"),
    Rule(Intent.NOT_STARTED, "forgot", why="4"),
    Rule(Intent.BLOCKED, "cannot outside", why="6"),
    Rule(Intent.NOT_STARTED, "cannot not_begun", why="6"),
    Rule(Intent.PROGRESS, "signing", unless="question_word asks not_begun whether", why="7"),
    Rule(Intent.BLOCKED, "outside not_begun", why="6"),
    Rule(Intent.BLOCKED, "cannot", sure=False),
    Rule(Intent.BLOCKED, "outside waiting", unless="working", why="7"),
    Rule(Intent.BLOCKED, "outside", unless="ongoing asks question_word date"),
    Rule(Intent.BLOCKED, "stuck", unless="ongoing asks question_word date"),
    Rule(Intent.QUESTION, "asks_material", unless="ongoing"),
    Rule(Intent.QUESTION, "asks question_word", unless="ongoing"),
    Rule(Intent.QUESTION, "whether asks", unless="ongoing"),
    Rule(Intent.NOT_STARTED, "not_begun capacity", why="6"),
    Rule(Intent.PROGRESS, "ongoing not_begun", sure=False),
    Rule(Intent.PROGRESS, "ongoing"),
    Rule(Intent.PROGRESS, "lone_done not_begun", sure=False),
    Rule(Intent.PROGRESS, "done_voided unfinished not_begun", sure=False, why="2"),
    Rule(Intent.NOT_STARTED, "not_begun"),
    Rule(Intent.NOT_STARTED, "bare_no", unless="asks question_word"),
    Rule(Intent.NOT_STARTED, "begins_later", unless="begun asks"),
    # weaker signs of the same, then question, a bare promise with a day, and ack
    Rule(Intent.REJECT, "has_none", unless="difficulty asks", sure=False),
    Rule(Intent.PROGRESS, "left", unless="asks", sure=False),
    Rule(Intent.DELEGATE, "leaving", unless="asks", sure=False),
    Rule(Intent.QUESTION, "question_word"),
    Rule(Intent.QUESTION, "whether", unless="date none_at_all", sure=False),
    Rule(Intent.DONE, "nil_report", unless="asks not_ours has_none", sure=False,
         why="a nil report"),
    Rule(Intent.PROGRESS, "date", unless="asks alternative"),
    Rule(Intent.NOT_STARTED, "capacity", unless="asks whether", sure=False),
    Rule(Intent.BLOCKED, "difficulty", unless="asks", sure=False),
    Rule(Intent.QUESTION, "asks", unless="difficulty begun ack"),
    Rule(Intent.QUESTION, "alternative", unless="difficulty ack", sure=False),
    Rule(Intent.PROGRESS, "promised ack", unless="promise asks", sure=False),
    Rule(Intent.ACK, "ack"),
    Rule(Intent.PROGRESS, "begun"),
    Rule(Intent.PROGRESS, "done_planned"),
    Rule(Intent.PROGRESS, "promised", unless="promise asks"),
    Rule(Intent.ACK, "promise"),
    Rule(Intent.QUESTION, "asks"),
    # the last guesses, never sure
    Rule(Intent.PROGRESS, "drafted", sure=False),
    Rule(Intent.PROGRESS, "over", sure=False),
    Rule(Intent.DONE, "past_act", sure=False),
    Rule(Intent.PROGRESS, "done_word", sure=False),
    Rule(Intent.REJECT, "of_unit", sure=False),
    Rule(Intent.PROGRESS, "time", unless="social complaint", sure=False),
)
# fmt: on
_BY_FACTS = tuple(
    (rule, frozenset(rule.needs.split()), frozenset(rule.unless.split())) for rule in _RULES
)
_NOT_UNDERSTOOD = Rule(Intent.OTHER, "", sure=False)


@dataclass(frozen=True)
class Status:
    """An intent, whether it may be recorded unasked, and on what facts."""

    intent: Intent
    sure: bool
    facts: frozenset[str] = frozenset()


def find_status(text: str, evidence: Evidence) -> Status:
    """Decide by the table; the text is normalised."""
    facts = _facts(text, evidence)
    rule = next(
        (rule for rule, needs, unless in _BY_FACTS if needs <= facts and unless.isdisjoint(facts)),
        _NOT_UNDERSTOOD,
    )
    sure = rule.sure and not evidence.over and _AGAINST[rule.intent].isdisjoint(facts)
    if rule.intent is Intent.DONE:
        plain = "plainly_finished" in facts and (evidence.kind == "report" or "completed" in facts)
        sure = sure and (plain or "lone_done" in facts)
    if rule is _NOT_UNDERSTOOD and not text.strip(" \n.,!?"):
        sure = True
    return Status(rule.intent, sure, facts)


# What a message may not also say, if the intent is to be sure.
_AGAINST = {
    intent: frozenset(facts.split())
    for intent, facts in {
        Intent.DONE: "asks question_word whether not_begun bare_no unfinished left to_come now"
        " stopped stuck cannot capacity leaving"
        " not_ours handed_over given instead other_takes belongs done_voided"
        " done_planned denied other_period others_work social ongoing correction complaint"
        " signing waiting wish drafted may_i number_finished open promise begins_later unsent"
        " asks_material doubtful",
        Intent.PROGRESS: "not_ours stopped asks",
        Intent.NOT_STARTED: "finished percent",
        Intent.BLOCKED: "asks finished",
        Intent.EXTENSION: "finished forgot",
        Intent.DELEGATE: "percent asks asks_time finished done_word",
        Intent.REJECT: "asks handed_over percent asks_time",
        Intent.QUESTION: "percent not_begun late",
        Intent.ACK: "not_begun outside",
        Intent.OTHER: "percent date",
    }.items()
}


def _facts(text: str, evidence: Evidence) -> frozenset[str]:
    """What the clauses assert, with what the figure, the date and the difficulty add."""
    facts = set(facts_of(text))
    percent, date, difficulty = evidence.percent, evidence.date_said, evidence.difficulty
    if "?" in text:
        facts.add("asks")
    added = {
        "percent": percent is not None and 0 < percent < 100,
        "hundred": percent == 100,
        "lone_done": "lone_done" in facts or bool(_ALL_OF_IT.fullmatch(text)),
        "zero_percent": percent == 0,
        "over": evidence.over,
        "date": date,
        "to_come": date and {"finished", "promised"} <= facts,
        "proposal": date and "may_i" in facts,
        "difficulty": difficulty is not None,
        "outside": difficulty is not None and difficulty.outside,
        "foreign_lateness": difficulty is not None
        and "late" in facts
        and "late" in facts_of(normalise(difficulty.words).text),
        "working": percent is not None or "ongoing" in facts,
        "unsent": evidence.kind == "report"
        and not facts.isdisjoint({"written", "approved"})
        and "handed_in" not in facts,
        "planned": date and "finished" in facts and "past_said" not in facts,
        "payload": bool(_PAYLOAD.match(text)),
    }
    if "none_at_all" in facts:
        facts.discard("whether")  # "không sót trường nào" asks nothing
    return frozenset(facts | {fact for fact, holds in added.items() if holds})
