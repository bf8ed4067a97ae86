"""Bảo mật: how much of each plan and on each channel chats show, and another level for a plan."""

from bot.administration.plans_listed import listed
from bot.handlers.asked import Answer, Asked
from bot.sending.naming import channel_name
from bot.texts import text
from scheduler.rules.confidentiality import Level
from scheduler.rules.people import Role
from storage import plan_levels


async def levels(asked: Asked) -> Answer:
    """Plans by number with their levels, and the channels that show less than all."""
    if not asked.staff.has(asked.person.id, Role.COORDINATOR, Role.ADMIN):
        return Answer(text="no.only_coordinator")
    every = await listed(asked.tx, asked.org.id)
    shown = [
        text("confidentiality.plan", n=each.n, title=each.title, level=_named(each.confidentiality))
        for each in every
    ]
    channels = [
        text("confidentiality.channel", channel=channel_name(channel), level=_named(level))
        for channel, level in asked.org.office.policy.confidentiality
    ]
    lines = [*shown, *(channels or [text("confidentiality.channels_all")])]
    return Answer(text="confidentiality.levels", facts={"lines": lines})


async def choose(asked: Asked, n: int, level: Level) -> Answer:
    """Let chats show so much of the n-th plan; by who coordinates it, or an admin."""
    every = await listed(asked.tx, asked.org.id)
    plan = every[n - 1] if 1 <= n <= len(every) else None
    coordinates = plan is not None and any(
        held.role is Role.COORDINATOR and held.unit_id == plan.unit_id
        for held in asked.staff.roles_of(asked.person.id)
    )
    if not coordinates and not asked.staff.has(asked.person.id, Role.ADMIN):
        return Answer(text="no.only_coordinator")
    if plan is None:
        return Answer(text="confidentiality.no_plan", facts={"n": n, "count": len(every)})
    await asked.changes("confidentiality", str(n))
    await plan_levels.choose(asked.tx, asked.org.id, plan.id, level, asked.now, asked.person.id)
    return Answer(text="confidentiality.chosen", facts={"n": n, "level": _named(level)})


def _named(level: str) -> dict[str, object]:
    return text(f"confidentiality.level.{Level(level).value}")
