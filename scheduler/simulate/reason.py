"""Why a line stands in a message: explained as the service explains it, by what was so then."""

from scheduler.rules.decision import Watched
from scheduler.rules.explanation import Asked, Background, Explanation
from scheduler.rules.notice import request_of
from scheduler.rules.office_hours import Office
from scheduler.rules.why import explain
from scheduler.simulate.office import VirtualOffice
from scheduler.simulate.outbox import Item, Message


def reason_of(office: VirtualOffice, message: Message, item: Item) -> Explanation:
    """Why an item was said, from the duty as it was looked at when its notice was made."""
    notice, looked_at = item.notice, item.made_of
    asks_for_line = notice.step.startswith("line-") and notice.duty_id is not None
    task = office.duties[notice.duty_id].duty if asks_for_line and notice.duty_id else None
    known = Background(
        request=_request(office, notice.key),
        policy_version=office.duties[item.duty_id].policy_version if item.duty_id else None,
        task=task,
        made_at=item.made_at,
        left_on=office.office.day_of(message.at),
    )
    return explain(notice, _office(office, looked_at), looked_at, known)


def _office(office: VirtualOffice, looked_at: Watched | None) -> Office:
    return looked_at.office if looked_at is not None else office.office


def _request(office: VirtualOffice, key: str) -> Asked | None:
    wanted = request_of(key)
    found = next((each for each in office.requests if each.id == wanted), None)
    if found is None:
        return None
    return Asked(who=office.staff.people[found.asked_by].name, at=found.asked_at)
