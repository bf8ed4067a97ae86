"""The border of `dondoc understand --json`: one JSON object in, one out (DESIGN.md §7)."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, ValidationError

from bot.understanding import Context, Item, Kind, Reading, Understood, understand


class _Numbered(BaseModel):
    n: int
    code: str


class _Context(BaseModel):
    due_on: date | None = None
    due_time: time | None = None
    asked: str | None = None
    items: tuple[_Numbered, ...] = ()
    quoted_items: tuple[_Numbered, ...] | None = None
    days_off: frozenset[date] = frozenset()
    days_worked: frozenset[date] = frozenset()

    def value(self) -> Context:
        quoted = self.quoted_items
        return Context(
            due_on=self.due_on,
            due_time=self.due_time,
            asked=self.asked,
            items=tuple((item.n, item.code) for item in self.items),
            quoted_items=None if quoted is None else tuple((q.n, q.code) for q in quoted),
            days_off=self.days_off,
            days_worked=self.days_worked,
        )


def _in_this_century(moment: datetime) -> datetime:
    """Days counted from `now` must stay on the calendar."""
    if not 2000 <= moment.year < 2100:
        raise ValueError("the year must be in this century")
    return moment


class Line(BaseModel):
    """A reply, when it came, and what the service knew."""

    model_config = ConfigDict(extra="ignore")

    id: str | int
    now: Annotated[AwareDatetime, AfterValidator(_in_this_century)]
    kind: Kind
    text: str
    context: _Context | None = None

    @property
    def known(self) -> Context:
        return self.context.value() if self.context else Context()


def asked_in(line: Mapping[str, Any]) -> Line:
    """The question a line puts; ValueError with one sentence if it cannot be read."""
    try:
        return Line.model_validate(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "line"
        raise ValueError(f"cannot read {where}: {first['msg']}") from error


def answer(line: Mapping[str, Any]) -> dict[str, Any]:
    """Understand one line; raise ValueError with one sentence if it cannot be read."""
    asked = asked_in(line)
    found = understand(asked.text, asked.now, asked.kind, asked.known)
    out: dict[str, Any] = {
        "id": asked.id,
        **_fields(found),
        "refs": list(found.refs),
        "items": [{"ref": item.ref, **_fields(item)} for item in found.items],
        "sure": found.sure,
    }
    if not found.sure:
        out["readings"] = [{**_fields(r), "refs": list(r.refs)} for r in found.readings]
    return out


def _fields(found: Understood | Item | Reading) -> dict[str, Any]:
    return {
        "intent": str(found.intent),
        "percent": found.percent,
        "date": found.date.isoformat() if found.date else None,
        "blocker": found.blocker,
    }
