"""The refusal of a word: about somebody else's work, or about what is closed."""

from bot.handlers.asked import Answer, Asked
from bot.texts import text
from scheduler.rules.duty import State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.staff import may_see


def not_yours(asked: Asked, item: DutyRecord) -> Answer:
    """Why nothing is recorded of a duty that is not the person's."""
    facts = {"code": item.duty.code}
    if not may_see(asked.staff, item, asked.person.id, asked.today):
        return Answer(text="no.access", facts=facts)
    return Answer(text="no.access_of", facts=facts | {"unit": item.duty.unit})


def closed(code: str, state: State | str) -> Answer:
    """Why nothing more is recorded of a duty in this state; what is cancelled is never reopened."""
    if state == State.CANCELLED:
        return Answer(text="recorded.cancelled", facts={"code": code})
    facts = {"code": code, "state": text(f"state.{State(state).value}")}
    return Answer(text="recorded.closed", facts=facts)
