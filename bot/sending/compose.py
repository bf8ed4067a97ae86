"""Composing: from notices and facts to the words of one message, in the reader's language.

Everything that a message says is decided here and stored with `calling_at`; whoever sends it later
adds nothing. Lines that name a late duty say what is late, since when, who owes it and the last
word heard (DESIGN.md §5).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from bot import press
from bot.sending.digest_words import (
    Coordinators,
    after_the_named,
    before_the_named,
)
from bot.sending.naming import (
    due_text,
    in_charge,
    last_word,
    managers_code,
    owners,
    papers_named,
    prepared,
    short_quote,
    title,
)
from bot.sending.watchdog_words import watchdog_words
from bot.texts import day, joined, marked, moment, no_more_than, text
from bot.texts.guarded import within
from scheduler.rules.bundle import BY_THEMSELVES, Item, Queued, is_counted
from scheduler.rules.bundle import queued as as_queued
from scheduler.rules.charge import may_take
from scheduler.rules.confidentiality import Level
from scheduler.rules.decision import Watched
from scheduler.rules.digest import Coordination, Management, standing_in
from scheduler.rules.duty import Duty, DutyKind, days_late, is_overdue
from scheduler.rules.evidence import Paper
from scheduler.rules.noise import Leaving, warns_of
from scheduler.rules.notice import REMINDED, Kind
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Person
from scheduler.rules.request import may_extend

OWN = (Kind.ASK, Kind.URGE)  # about the reader's own duty
TAKEN_OVER = 20  # of what somebody takes over
# How a message begins, by as whom its reader is addressed, and the occasion.
GREETINGS: Mapping[str, Mapping[str, str]] = {
    "officer": {
        "remind": "greeting.officer_remind",
        "report": "greeting.officer_report",
        "told": "greeting.officer_told",
    },
    "manager": {
        "remind": "greeting.manager_remind",
        "report": "greeting.manager_report",
        "told": "greeting.manager_told",
    },
    "leader": {
        "remind": "greeting.leader_remind",
        "report": "greeting.leader_report",
        "told": "greeting.leader_told",
    },
}
# Of what is told, by step: the button beside it, and the fact with what it is about.
ANSWERED = {"recorded_for": ("contest", "entry"), "broadcast": ("seen", "broadcast")}


@dataclass(frozen=True, kw_only=True)
class About:
    """What a message may say about one duty."""

    item: Watched
    merged: tuple[Duty, ...] = ()  # reports handed in together with this one
    last_word: tuple[str, datetime] | None = None
    lines: tuple[tuple[str, str | None], ...] = ()  # of a report: code, what was said
    kept: frozenset[str] = frozenset()  # codes of lines of which no chat shows the words
    papers: tuple[Paper, ...] = ()  # that its words go by
    requests: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)  # open ones, by id


@dataclass(frozen=True, kw_only=True)
class Due:
    """A queued notice that is still needed, as it will be said."""

    id: int
    kind: Kind
    step: str
    duty_id: int | None
    facts: Mapping[str, Any]
    request_id: int | None = None  # of a confirm or decide: the request it speaks for
    digest: Management | Coordination | None = None  # what it says of duties, as of now
    postponed: bool = False


Pressed = tuple[str, str, str]  # a button: its label, its data, the words that do the same


@dataclass(frozen=True, kw_only=True)
class Composed:
    """Text blocks (a part breaks only between them), buttons, numbered items."""

    blocks: tuple[str, ...]
    buttons: tuple[tuple[Pressed, ...], ...]  # in rows
    items: tuple[tuple[int, int], ...]  # number, duty
    says_how: bool = False  # the last block says how to answer
    dose: str | None = None  # what it explains to whoever is new

    def body(self) -> dict[str, Any]:
        return {
            "blocks": list(self.blocks),
            "buttons": [[list(b) for b in r] for r in self.buttons],
            "says_how": self.says_how,
            **({"dose": self.dose} if self.dose else {}),
        }


def slot_message(
    leaves: Leaving,
    due: Mapping[int, Due],
    about: Mapping[int, About],
    reader: Person,
    office: Office,
    now: datetime,
    manner: str = "officer",
    dose: str | None = None,
) -> Composed:
    """One message for one person and slot: each duty a numbered item, what is told without.

    `manner`: as whom they are addressed; `dose`: what it explains besides, at its end.

    What stands in a digest of the message is not said again as a climb (DESIGN.md §4.7). `due`: the
    notices that leave, by id.
    """
    said = [due[each] for each in leaves.said]
    stand = {duty for notice in said if notice.digest for duty in standing_in(notice.digest)}

    def stands(item: Item) -> bool:
        return item.said.kind is Kind.CLIMB and item.said.duty_id in stand

    over = {notice.duty_id: notice for notice in said if notice.step.startswith("charge-")}
    composer = _Composer(
        about=about,
        reader=reader,
        office=office,
        now=now,
        charge_over=over,
        manner=manner,
        dose=dose,
    )
    for item in leaves.items:
        if not stands(item):
            composer.add(item, due)
    composer.name(due[item.said.id] for item in leaves.named if not stands(item))
    return composer.finish()


def queued(notice: Due, about: Mapping[int, About], office: Office) -> Queued:
    """A notice as bundling sees it."""
    known = about.get(notice.duty_id) if notice.duty_id is not None else None
    duty = known.item.duty if known else None
    before = warns_of(notice.kind, duty, office) if duty else None
    if closes := notice.facts.get("closes"):  # a line: what it is for may close before the task
        before = datetime.fromisoformat(closes)
    return as_queued(
        notice.id,
        notice.kind,
        notice.step,
        duty,
        before=before,
        postponed=notice.postponed,
        request=notice.request_id,
    )


@dataclass(kw_only=True)
class _Composer:
    about: Mapping[int, About]
    reader: Person
    office: Office
    now: datetime
    charge_over: Mapping[int | None, Due]  # by duty: the reader's promised day has passed
    manner: str
    dose: str | None
    said: list[str] = field(default_factory=list)
    numbered: list[str] = field(default_factory=list)
    buttons: list[tuple[Pressed, ...]] = field(default_factory=list)
    items: list[tuple[int, int]] = field(default_factory=list)
    repeats: list[Duty] = field(default_factory=list)
    speaks_to_owner: bool = False
    only_told: bool = True

    def add(self, item: Item, by_id: Mapping[int, Due]) -> None:
        notice = by_id[item.said.id]
        if notice.kind in BY_THEMSELVES:
            self.said += self._digest(notice) if notice.digest else [self._told(notice)]
            self.only_told &= notice.kind is Kind.TOLD
            if notice.step in ANSWERED:
                self.buttons.append((self._answered(notice),))
            return
        self.only_told = False
        assert notice.duty_id is not None
        about = self.about[notice.duty_id]
        if is_counted(notice.kind, notice.step):
            self.repeats.append(about.item.duty)
            return
        number = len(self.items) + 1
        self.items.append((number, notice.duty_id))
        self.numbered.append(self._item(number, notice, about))
        self.buttons += self._buttons(number, notice, about)
        self.speaks_to_owner |= notice.kind in OWN

    def name(self, notices: Iterable[Due]) -> None:
        """One line for those there is no room to say more of; each may be answered by its code."""
        codes = []
        for notice in notices:
            assert notice.duty_id is not None
            codes.append(self._code(notice, self.about[notice.duty_id].item.duty))
            self.speaks_to_owner |= notice.kind in OWN
        if codes:
            facts = {"count": len(codes), "codes": joined(codes)}
            self.numbered.append(marked("slot.named", self.reader.language, facts))

    def finish(self) -> Composed:
        language = self.reader.language
        if self.repeats:
            codes = ", ".join(f"{duty.code}/{duty.unit}" for duty in self.repeats)
            facts = {"count": len(self.repeats), "codes": codes}
            self.said.append(marked("item.weekly_count", language, facts))
        occasion = "remind" if self.speaks_to_owner else "report"
        if self.only_told:
            occasion = "told"
        greeting = GREETINGS[self.manner][occasion]
        blocks = [marked(greeting, language, {"name": self.reader.name})]
        blocks += [*self.numbered, *self.said]
        how = [self._how(language)] if self.speaks_to_owner else []
        how += [marked(f"dose.{self.dose}", language)] if self.dose else []
        if how:
            blocks.append("\n".join(how))
        return Composed(
            blocks=tuple(blocks),
            buttons=tuple(self.buttons),
            items=tuple(self.items),
            says_how=bool(how),
            dose=self.dose,
        )

    def _how(self, language: str) -> str:
        """How to answer, with an example that works if it is copied."""
        asked = [self.about[duty].item.duty for _, duty in self.items]
        tasks = [duty.code for duty in asked if duty.kind is not DutyKind.REPORT]
        if not tasks:
            return marked("slot.how_report", language)
        how = "slot.how_one" if len(asked) == 1 else "slot.how_many"
        return marked(how, language, {"code": tasks[0]})

    def _item(self, number: int, notice: Due, about: About) -> str:
        duty = about.item.duty
        facts: dict[str, Any] = {
            "n": number,
            "code": self._code(notice, duty),
            "title": title(duty, about.merged),
            "due": due_text(duty),
            "late": days_late(duty, self.office, self.now),
            "left": self._left(duty),
            "who": owners(about.item),
            "last": last_word(about.last_word, duty, self.office.calendar.zone),
            "lines": prepared(about.lines, about.kept),
            "report": notice.facts.get("report", ""),
            "asker": duty.asked_by,
            "charge": in_charge(about.item.charges, self.office, self.now),
            "until": _until(notice),
            "by": notice.facts.get("who", ""),
        }
        facts |= self._request(notice, about)
        said = marked(self._key(notice, about), self.reader.language, facts)
        return within(said, duty.confidentiality)

    def _code(self, notice: Due, duty: Duty) -> str:
        return duty.code if notice.kind in OWN else managers_code(duty)

    def _key(self, notice: Due, about: About) -> str:
        duty = about.item.duty
        if notice.step.startswith(REMINDED):
            if duty.due_on is None:
                return "item.reminded_standing"
            is_report = duty.kind is DutyKind.REPORT
            return "item.reminded_report" if is_report else "item.reminded"
        match notice.kind:
            case Kind.ASK if notice.step.startswith("line-"):
                return "item.ask_line"
            case Kind.ASK if notice.step.startswith("review-"):
                return "item.ask_review"
            case Kind.ASK if duty.due_on is None:
                return "item.ask_again"
            case Kind.ASK if duty.kind is DutyKind.SUPPORT:
                return "item.ask_support"
            case Kind.ASK:
                return "item.ask_report" if duty.kind is DutyKind.REPORT else "item.ask_task"
            case Kind.URGE:
                return "item.urge_report" if duty.kind is DutyKind.REPORT else "item.urge"
            case Kind.CLIMB if notice.step.startswith("charge-"):
                return "item.charge_over"
            case Kind.CLIMB:
                overdue = is_overdue(duty, self.office, self.now)
                return "item.climb" if overdue else "item.silent"
            case Kind.CONFIRM:
                is_report = duty.kind is DutyKind.REPORT
                return "item.confirm_report" if is_report else "item.confirm_task"
        asked = about.requests.get(notice.request_id or 0, {})
        match asked.get("kind"):
            case "handover" if asked["by"] not in {p.id for p in about.item.cast.owners()}:
                return "item.decide_proposed_to" if asked["to"] else "item.decide_proposed"
            case "handover" if asked["to"]:
                return "item.decide_handover_to"
            case "question" | "reject" | "handover" as kind:
                return f"item.decide_{kind}"
        return "item.decide"

    def _deciding(self, notice: Due, about: About) -> tuple[str, ...]:
        """The buttons under a request, by what it asks for."""
        match about.requests.get(notice.request_id or 0, {}).get("kind"):
            case "question":
                return ("answer",)
            case "reject" | "handover":
                return "let_have", "keep"
        return "agree", "refuse"

    def _left(self, duty: Duty) -> dict[str, Any]:
        if duty.due_on is None:
            return text("no_due.value")
        today = self.office.day_of(self.now)
        advice = self.office.advice_day(duty.due_on)
        if advice != duty.due_on and today <= advice:
            return text("left.advice", day=day(advice))
        left = self.office.calendar.between(today, duty.due_on)
        return text("left.days", n=left) if left else text("left.today")

    def _request(self, notice: Due, about: About) -> dict[str, Any]:
        asked = about.requests.get(notice.request_id or 0)
        if asked is None:
            return {}
        return {
            "who": asked["who"],
            "said": short_quote(asked["said"]),
            "at": moment(asked["at"], self.office.calendar.zone),
            "old": day(asked["old"]) if asked.get("old") else text("no_due.value"),
            "new": day(asked["new"]) if asked.get("new") else "",
            "to": asked["to"],
            "papers": text("item.papers", papers=papers_named(about.papers))
            if about.papers
            else "",
        }

    def _told(self, notice: Due) -> str:
        facts = dict(notice.facts)
        if notice.step == "introduction":
            facts = _introduction(facts)
        if notice.step == "taken_over":
            facts = self._taken_over(facts)
        if notice.kind is Kind.DIGEST:
            return watchdog_words(facts["lines"], self.reader.language)
        said = marked(f"told.{notice.step}", self.reader.language, facts)
        of = self.about.get(notice.duty_id) if notice.duty_id is not None else None
        return within(said, of.item.duty.confidentiality) if of else said

    def _digest(self, notice: Due) -> list[str]:
        """The blocks of a digest about duties; those a manager's names are numbered items."""
        if isinstance(notice.digest, Coordination):
            words = Coordinators(
                digest=notice.digest,
                merged={duty: about.merged for duty, about in self.about.items()},
                unlinked=notice.facts["unlinked"],
                office=self.office,
                now=self.now,
            )
            return self._block(words.parts())
        assert notice.digest is not None
        blocks = self._block(before_the_named(notice.digest))
        for line in notice.digest.named:
            duty = line.item.duty.id
            number = len(self.items) + 1
            self.items.append((number, duty))
            climb = self.charge_over.get(duty) or replace(notice, kind=Kind.CLIMB)
            blocks.append(self._item(number, climb, self.about[duty]))
            self.buttons += self._buttons(number, climb, self.about[duty])
        return blocks + self._block(after_the_named(notice.digest))

    def _block(self, parts: Sequence[dict[str, Any]]) -> list[str]:
        """Texts as the lines of one block; no block if there are none."""
        lines = [marked(part["text"], self.reader.language, part["facts"]) for part in parts]
        return ["\n".join(lines)] if lines else []

    def _taken_over(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """What somebody takes over: each duty, who was told of it, the last word."""
        found = [self.about[duty] for duty in facts["duties"] if duty in self.about]
        units = {(about.item.duty.unit_id, about.item.duty.unit_now) for about in found}
        own_unit = len(units) == 1 and not any(now for _, now in units)
        lines = [
            text(
                "told.taken_over_line",
                code=about.item.duty.code if own_unit else managers_code(about.item.duty),
                title=title(about.item.duty),
                due=due_text(about.item.duty),
                asked=", ".join(facts["told"].get(str(about.item.duty.id), ()))
                or text("told.taken_over_none"),
                last=last_word(about.last_word, about.item.duty, self.office.calendar.zone),
            )
            for about in found[:TAKEN_OVER]
        ]
        left = len(found) - len(lines)
        names = ", ".join(facts["givers"])
        return {
            "count": len(found),
            "day": day(date.fromisoformat(facts["day"])),
            "giver": text("told.taken_over_from", names=names) if names else "",
            "lines": lines,
            "more": text("told.taken_over_more", n=left) if left else "",
        }

    def _buttons(self, number: int, notice: Due, about: About) -> list[tuple[Pressed, ...]]:
        duty = about.item.duty
        names: tuple[str, ...] = ()
        match notice.kind:
            case Kind.ASK | Kind.URGE if duty.kind is DutyKind.REPORT:
                names = ("hand_in", "nothing")
            case Kind.ASK | Kind.URGE:
                names = ("done", "snooze") if notice.kind is Kind.ASK else ("done",)
            case Kind.CONFIRM if duty.kind is DutyKind.REPORT:
                names = ("send_back",)
            case Kind.CONFIRM:
                names = ("agree", "send_back")
            case Kind.DECIDE:
                names = self._deciding(notice, about)
            case Kind.CLIMB if is_overdue(duty, self.office, self.now):
                return self._of_climb(number, about)
        if self._may_give(notice, about):
            names += ("assign",)
        return self._rows(number, duty, notice.request_id or 0, names)

    def _of_climb(self, number: int, about: About) -> list[tuple[Pressed, ...]]:
        """What a manager can do about what is late, in rows that a phone has room for."""
        cast = about.item.cast
        others = any(each.id != self.reader.id for each in cast.asked())
        heads = self.reader in (*cast.heads, *cast.deputy_heads)
        takes = may_take(cast, self.reader.id)
        extends = heads or may_extend(cast, self.reader)
        first = ("take_charge",) * takes + ("remind",) * others
        second = ("extend",) * extends + ("assign",) * heads + ("note",)
        return self._rows(number, about.item.duty, 0, first, second)

    def _rows(
        self, number: int, duty: Duty, request: int, *rows: tuple[str, ...]
    ) -> list[tuple[Pressed, ...]]:
        return [
            tuple(self._button(name, number, duty, request) for name in names)
            for names in rows
            if names
        ]

    def _answered(self, notice: Due) -> Pressed:
        """The button beside what is told."""
        name, about = ANSWERED[notice.step]
        language, facts = self.reader.language, {"code": notice.facts.get("code", "")}
        label = marked(f"button.{name}", language, facts)
        data = press.Press(action=name, first=notice.facts[about]).data
        return label, data, marked(f"typed.{name}", language, facts)

    def _may_give(self, notice: Due, about: About) -> bool:
        """Whether the reader heads the unit, and somebody else may be found for the duty."""
        cast = about.item.cast
        if self.reader not in (*cast.heads, *cast.deputy_heads):
            return False
        return notice.kind in (Kind.ASK, Kind.URGE) and not cast.assignees

    def _button(self, name: str, number: int, duty: Duty, request: int) -> Pressed:
        language, facts = self.reader.language, {"n": number}
        label = marked(f"button.{name}", language, facts)
        data = press.about(duty, name, self.office.day_of(self.now), request).data
        return label, data, marked(f"typed.{name}", language, facts)


def _until(notice: Due) -> Any:
    """Of "charge-2026-09-20" the day."""
    name, _, until = notice.step.partition("-")
    return day(date.fromisoformat(until)) if name == "charge" else ""


def _introduction(facts: Mapping[str, Any]) -> dict[str, Any]:
    tasks = list(facts["tasks"])
    supports = facts.get("supports", 0)
    levels: Mapping[str, Level] = facts.get("levels", {})  # of the plan, as it is now
    return {
        "unit": facts["unit"],
        "count": len(tasks),
        "tasks": [
            no_more_than(
                levels.get(task["code"], Level.FULL), text("told.introduction_task", **task)
            )
            for task in tasks
        ],
        "supports": text("told.introduction_supports", n=supports) if supports else "",
        "example": tasks[0]["code"],
        "to": facts.get("to", "An"),
    }


def answer(facts: Mapping[str, Any], language: str) -> Composed:
    """The message of an answer: its text by key, its buttons.

    What to type instead of pressing is in the text itself (its numbered choices, “hoàn tác”) but
    for buttons that say they are `typed`.
    """
    shown = marked(facts["text"], language, facts.get("facts", {}))
    rows = tuple(
        tuple(
            (
                marked(f"button.{b['name']}", language, b),
                b["data"],
                marked(f"typed.{b['name']}", language, b) if b.get("typed") else "",
            )
            for b in row
        )
        for row in facts.get("buttons", ())
    )
    return Composed(blocks=tuple(shown.split("\n\n")), buttons=rows, items=())
