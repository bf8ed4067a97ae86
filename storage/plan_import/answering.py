"""What a person answers to the questions of a draft changes the draft: pure, one at a time."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from scheduler.rules.phrases import Unknown, read_timing
from scheduler.rules.report_phrases import ReportPhrase, read_phrase
from scheduler.rules.timing import NoTime
from scheduler.rules.words import fold, fold_name
from storage.plan_import.changing import SKIP, chosen
from storage.plan_import.draft import Draft, DraftCycle, DraftTask, DraftUnit, Question
from storage.plan_import.matching import surely
from storage.plan_import.names import kind_of, split_names
from storage.plan_import.past_due import DONE, DROP, EACH, URGE, past_due, past_due_question
from storage.plan_import.persons import is_person, with_unit_of
from storage.plan_import.renaming import with_unit_as
from storage.plan_import.yearless import in_year

AMEND, NEW = "amend", "new"
KEEP = "giữ như trong kế hoạch"  # a unit that is none of the office's
_VERSION = {AMEND: (AMEND, "sua doi", "ban sua doi"), NEW: (NEW, "moi", "ke hoach moi")}
_NO_DAY = ("chua co han", "khong co han", "khong nhac", "no day", "no reminder")
_SAME = ("dung", "co", "phai", "yes", "same")
_ANOTHER = ("khong", "khong, la don vi khac", "sai", "no", "another")
_OUTSIDE = (*_ANOTHER, "giu", "giu nguyen", "don vi khac", "ngoai co quan", "keep", "outside")
_PAST = {
    URGE: (URGE, "don doc", "don doc tu hom nay", "nhac"),
    DONE: (DONE, "da xong", "xong", "ghi nhan da xong"),
    DROP: (DROP, "bo", "bo qua"),
    EACH: (EACH, "hoi tung viec", "tung viec", "one by one"),
}
_CYCLE_WORDS = {
    "weekly": "tuần",
    "monthly": "tháng",
    "quarterly": "quý",
    "semiannual": "6 tháng",
    "nine_month": "9 tháng",
    "annual": "năm",
}


class NotAnAnswer(Exception):
    """Words do not answer a question. `what` they should say: a day, a cycle, units, a choice."""

    def __init__(self, what: str, said: str) -> None:
        super().__init__(f"{what}: {said}")
        self.what, self.said = what, said


def kind(question: Question) -> str:
    """What a question is about: time, cycle, unit (a spelling of it), is (one of the office's),
    group, past-due, year (of all days without one), plan (which one), or change (of which of its
    tasks)."""
    return question.id.partition(":")[0]


def answered(draft: Draft, question: Question, answer: str, today: date) -> Draft:
    """The draft once one of its questions is answered, without that question.

    An answer is a choice as the question words it, or what the choice stands for: a day, a cycle,
    the names of units. Raises NotAnAnswer.
    """
    rest = tuple(each for each in draft.questions if each.id != question.id)
    draft = replace(draft, questions=rest)
    said = fold(answer).strip(" .!,;:")
    match kind(question):
        case "time":
            return _timed(draft, question, answer, said, today)
        case "cycle":
            return _cycled(draft, question, answer, said)
        case "unit":
            return _told_apart(draft, question, answer, said)
        case "is":
            return _of_office(draft, question, answer, said)
        case "group":
            return _grouped(draft, question, answer)
        case "past-due":
            return _past(draft, question, answer, said, today)
        case "year":
            dated = in_year(draft, answer, today)
            if dated is None:
                raise NotAnAnswer("choice", answer)
            return dated
        case "plan":
            if amends(question, answer) is None:
                return replace(draft, changes=None)
            # Of a text that changes that plan all is read anew, beside its tasks.
            return draft if draft.changes is None else replace(draft, questions=())
        case "change":
            return chosen(draft, question, _task_meant(question, answer, said), today)
    raise ValueError(f"no such question: {question.id}")


def amends(question: Question, answer: str) -> int | None:
    """The plan that a draft is another version of, by the answer to that question; None: it is a
    new one. Raises NotAnAnswer."""
    said = fold(answer).strip(" .!,;:")
    ids = question.id.partition(":")[2].split(",")
    meant = next((each for each, words in _VERSION.items() if said in words), None)
    if meant == AMEND and question.choices == (AMEND, NEW):
        return int(ids[0])
    if meant != NEW:  # one of several by its number: "KH2"
        named = fold(answer).partition(" ")[0]
        for known, choice in zip(ids, question.choices, strict=False):
            if named == fold(choice).partition(" ")[0] and choice != AMEND:
                return int(known)
        raise NotAnAnswer("choice", answer)
    return None


def _task_meant(question: Question, answer: str, said: str) -> str | None:
    """The code of the task that a choice names; None: none of them."""
    if said in (fold(SKIP), "khong", "bo qua", "skip", "none"):
        return None
    code = answer.strip().partition(" ")[0].upper()
    if code not in {choice.partition(" ")[0] for choice in question.choices}:
        raise NotAnAnswer("choice", answer)
    return code


def all_proposed(draft: Draft, today: date) -> Draft:
    """The draft with each proposed answer, and no question left."""
    while draft.questions:
        question = draft.questions[0]
        draft = answered(draft, question, question.proposed, today)
    return draft


def _timed(draft: Draft, question: Question, answer: str, said: str, today: date) -> Draft:
    timing = NoTime() if said in _NO_DAY else read_timing(answer, on=today)
    if isinstance(timing, Unknown) or (isinstance(timing, NoTime) and said not in _NO_DAY):
        raise NotAnAnswer("day", answer)
    return _each_task(
        draft,
        lambda task: (
            replace(task, timing=timing, confidence=1.0)
            if task.ref == question.about and isinstance(task.timing, Unknown)
            else task
        ),
    )


def _cycled(draft: Draft, question: Question, answer: str, said: str) -> Draft:
    if said in _NO_DAY:
        return draft

    def dated(cycle: DraftCycle) -> DraftCycle:
        is_asked = question.id == f"cycle:{cycle.ref}:{cycle.cycle.value}"
        return on_days(cycle, answer) if is_asked and not cycle.recurrence else cycle

    return replace(draft, reporting=tuple(map(dated, draft.reporting)))


def on_days(cycle: DraftCycle, words: str) -> DraftCycle:
    """A cycle with its last days in time as words say, or with none; raise NotAnAnswer."""
    if fold(words).strip(" .") in ("", *_NO_DAY):
        return replace(cycle, recurrence=None)
    every = _CYCLE_WORDS.get(cycle.cycle.value, "")
    for phrase in (words, f"báo cáo {every} ({words})", f"báo cáo {every} ({words} hàng năm)"):
        for found in read_phrase(phrase):
            is_its = isinstance(found, ReportPhrase) and found.kind is cycle.cycle
            if is_its and isinstance(found, ReportPhrase) and found.recurrence:
                return replace(cycle, recurrence=found.recurrence)
    raise NotAnAnswer("cycle", words)


def _told_apart(draft: Draft, question: Question, answer: str, said: str) -> Draft:
    """Other spellings of a unit are it, or units of their own again."""
    if said in _SAME:
        return draft
    if said not in _ANOTHER:
        raise NotAnAnswer("choice", answer)
    name = question.about
    doubtful = {
        task.spelled[name]
        for task in draft.tasks
        if name in task.spelled and fold_name(task.spelled[name]) in asked_about(question)
    }

    def own(names: tuple[str, ...], task: DraftTask) -> tuple[str, ...]:
        written = task.spelled.get(name)
        return tuple(written if n == name and written in doubtful else n for n in names)

    draft = _each_task(
        draft,
        lambda task: replace(task, lead=own(task.lead, task), support=own(task.support, task)),
    )
    units: list[DraftUnit] = []
    for unit in draft.units:
        if unit.name != name:
            units.append(unit)
            continue
        kept = tuple(alias for alias in unit.aliases if alias not in doubtful)
        units.append(replace(unit, aliases=kept))
        units += [
            DraftUnit(name=each, aliases=(), type=kind_of(each), members=())
            for each in sorted(doubtful)
        ]
    return replace(draft, units=tuple(units))


def _of_office(draft: Draft, question: Question, answer: str, said: str) -> Draft:
    """A unit is one of the office's, or is left as the plan names it."""
    if said in _SAME:
        answer = question.proposed
    name = next((each for each in question.choices if fold_name(each) == fold_name(answer)), None)
    if name is None and said not in _OUTSIDE:
        raise NotAnAnswer("choice", answer)
    if name in (None, KEEP):
        return draft
    becomes = with_unit_of if is_person(question.about) else with_unit_as
    return becomes(draft, question.about, name)


def asked_about(question: Question) -> set[str]:
    """The spellings that a question puts in quotes, folded."""
    return set(map(fold_name, quoted(question)))


def quoted(question: Question) -> list[str]:
    """What a question puts in quotes, as it is written."""
    return question.text.replace("”", "“").split("“")[1::2]


def _grouped(draft: Draft, question: Question, answer: str) -> Draft:
    if fold_name(answer) == fold_name(question.proposed):
        return draft
    members = named_units(answer, (unit.name for unit in draft.units), _spellings(draft))
    if not members:
        raise NotAnAnswer("units", answer)
    return replace(
        draft,
        units=tuple(
            replace(unit, members=members) if unit.name == question.about else unit
            for unit in draft.units
        ),
    )


def _past(draft: Draft, question: Question, answer: str, said: str, today: date) -> Draft:
    meant = next((each for each, words in _PAST.items() if said in words), None)
    _, _, number = question.id.partition(":")
    late = past_due(draft, today)
    if number:
        late = [task for task in late if task.lines[0] == int(number)]
    if meant is None or (meant == EACH and number):
        raise NotAnAnswer("choice", answer)
    if meant == URGE:
        return draft
    if meant == EACH:
        each = tuple(map(past_due_question, late))
        return replace(draft, questions=(*each, *draft.questions))
    # By identity: two tasks of a plan may carry the same ref.
    left = tuple(task for task in draft.tasks if not any(task is each for each in late))
    return replace(draft, tasks=left)


def named_units(words: str, known: Iterable[str], spellings: dict[str, str]) -> tuple[str, ...]:
    """The units that a list names, by any spelling, or one that is surely meant; raise NotAnAnswer
    for a name nobody knows."""
    units = spellings | {fold_name(name): name for name in known}
    found = []
    for name in split_names(words):
        unit = units.get(fold_name(name)) or surely(name, units)
        if unit is None:
            raise NotAnAnswer("units", name)
        found.append(unit)
    return tuple(dict.fromkeys(found))


def _spellings(draft: Draft) -> dict[str, str]:
    return {fold_name(alias): unit.name for unit in draft.units for alias in unit.aliases}


def _each_task(draft: Draft, change: Callable[[DraftTask], DraftTask]) -> Draft:
    return replace(draft, tasks=tuple(map(change, draft.tasks)))
