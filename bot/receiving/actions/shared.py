"""What several actions are made of: pieces of their patterns (of folded words), and for whom."""

from bot.handlers.asked import Answer, Asked
from bot.receiving.actions.action import Found, Typed
from scheduler.rules.people import Role

REF = r"(?:(?P<ref>(?:nv|bc)\s?-?\d{1,4})(?:/(?P<unit>[^\s,;:.]{1,30}))?|(?P<n>\d{1,2}))"
CODE = r"(?P<ref>(?:nv|bc)\s?-?\d{1,4})(?:/(?P<unit>[^\s,;:.]{1,30}))?"
ME = r"(?: (?:cho )?(?:toi|em|minh|tin|viec))*"
REMIND = rf"(?:nhac|nhan|bao|gui)(?: tin)?{ME}"


def by_admin(act: Typed) -> Typed:
    """An action that only who administers the office may do."""

    async def typed(asked: Asked, found: Found) -> Answer:
        if not asked.staff.has(asked.person.id, Role.ADMIN):
            return Answer(text="no.only_admin")
        return await act(asked, found)

    return typed
