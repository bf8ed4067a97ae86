"""The refusal of a word about somebody else's work: whose it is, if the person may see that."""

from bot.handlers.asked import Answer, Asked
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.staff import may_see


def not_yours(asked: Asked, item: DutyRecord) -> Answer:
    """Why nothing is recorded of a duty that is not the person's."""
    facts = {"code": item.duty.code}
    if not may_see(asked.staff, item, asked.person.id, asked.today):
        return Answer(text="no.access", facts=facts)
    return Answer(text="no.access_of", facts=facts | {"unit": item.duty.unit})
