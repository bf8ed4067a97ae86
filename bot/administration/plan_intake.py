"""A plan comes in: read, previewed, and stored once it is confirmed (DESIGN.md §5)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.administration.files import content
from storage import (
    orgs,
    plans,
    units,
)
from storage.database import Database
from storage.plan_import import Draft, read_plan
from storage.plan_import.draft import DraftWarning, Question
from storage.plan_import.past_due import past_due_questions
from storage.plans import Committed


@dataclass(frozen=True, kw_only=True)
class Preview:
    draft: Draft
    questions: tuple[Question, ...]

    def to_json(self) -> dict[str, Any]:
        form = self.draft.to_json()
        late = [q for q in self.questions if q not in self.draft.questions]
        form["questions"] += [vars(question) | _lists(question) for question in late]
        return form


def _lists(question: Question) -> dict[str, Any]:
    return {"choices": list(question.choices), "lines": list(question.lines)}


def preview(path: Path, today: date | None = None) -> Preview:
    """Read a plan; with the office's `today`, also ask what becomes of tasks past due by then."""
    draft = read_plan(path.name, content(path))
    late = past_due_questions(draft, today) if today else ()
    return Preview(draft=draft, questions=(*draft.questions, *late))


async def with_former_names(database: Database, org: int, found: Preview, now: datetime) -> Preview:
    """The preview with a remark for each unit that the plan calls by a name it has no more."""
    async with database.read() as connection:
        today = (await orgs.load(connection, org)).office.day_of(now)
        book = await units.load(connection, org, today)
    draft = found.draft
    remarks = []
    for unit in draft.units:
        became = next(filter(None, map(book.became, (unit.name, *unit.aliases))), None)
        if became is None:
            continue
        naming = [t for t in draft.tasks if unit.name in (*t.lead, *t.support)]
        lines = (naming[0].lines[0], naming[-1].lines[1]) if naming else (1, 1)
        now_is = "; ".join(became[1])
        kept = "việc được ghi cho đơn vị mới" if len(became[1]) == 1 else "cần chọn đơn vị nhận"
        words = f"{unit.name} (nay: {now_is or 'đã giải thể'}): {kept}"
        remarks.append(DraftWarning(text=words, lines=lines))
    warned = replace(draft, warnings=(*draft.warnings, *remarks))
    return replace(found, draft=warned)


async def commit_plan(
    database: Database, org: int, path: Path, found: Preview, now: datetime
) -> Committed | None:
    """Store a previewed plan with each proposed answer; None if this very file is known."""
    source = content(path)
    async with database.read() as connection:
        if await plans.is_known(connection, org, source):
            return None
        state = await orgs.load(connection, org)
    return await database.write(
        lambda tx: plans.commit(tx, state, found.draft, name=path.name, content=source, now=now)
    )
