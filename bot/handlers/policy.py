"""Quy định: an administrator sees the policy in words, and changes a line by typing it anew.

"giờ nhắc: 8:00, 14:00". A change shows old and new and asks for a yes; it makes a new version, and
an old one is never altered. What has begun to climb keeps its ladder until "/quydinh áp dụng".
"""

from typing import Any

from bot.administration import policy_changes
from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import ask_if_sure
from bot.handlers.policy_words import hint_of, name_of, read, shown
from bot.sending.naming import short_quote
from bot.texts import text
from scheduler.rules import policy_form
from scheduler.rules.policy_form import BadPolicy, written
from storage import policy_edits

CLIMBING = frozenset({"ladder", "weekly_ladder", "grace_days"})  # frozen with the first rung told


async def show(asked: Asked) -> Answer:
    policy = asked.org.office.policy
    lines = [_line(name, value) for name, value in written(policy).items()]
    return Answer(text="policy.stands", facts={"version": policy.version, "lines": lines})


async def change(asked: Asked, setting: str, said: str) -> Answer:
    """Give a setting another value: asks first, and says how to go back."""
    policy = asked.org.office.policy
    old = written(policy)[setting]
    form = {setting: read(said, old)}
    try:
        new = written(policy_form.read(form, policy))[setting]
    except BadPolicy:
        facts = {"said": short_quote(said), "hint": hint_of(setting)}
        return Answer(
            text="policy.unclear", facts=facts | {"name": name_of(setting), "old": shown(old)}
        )
    facts = {"name": name_of(setting), "old": shown(old), "new": shown(new)}
    if new == old:
        return Answer(text="policy.same", facts=facts)
    climbs = 0
    if setting in CLIMBING:
        climbs = sum((await policy_edits.climbs(asked.tx, asked.org.id)).values())
    note: Any = text("policy.climbs", n=climbs) if climbs else ""
    if not asked.is_sure:
        return await ask_if_sure(asked, "policy.sure", facts | {"note": note})
    done = await policy_changes.change(asked.tx, asked.org.id, form, asked.now, by=asked.person.id)
    await asked.changes("policy", str(done.policy.version))
    facts |= {"version": done.policy.version, "note": note}
    return Answer(text="policy.changed", facts=facts)


async def apply(asked: Asked) -> Answer:
    """Move what climbs to the policy in force; nobody who was told is told again."""
    older = await policy_edits.older_climbs(asked.tx, asked.org, asked.now)
    if not older:
        return Answer(text="policy.nothing_to_apply")
    if not asked.is_sure:
        return await ask_if_sure(asked, "policy.sure_apply", {"n": len(older)})
    moved = await policy_edits.apply(asked.tx, asked.org.id, asked.now, by=asked.person.id)
    await asked.changes("policy_apply", str(len(moved)))
    return Answer(text="policy.applied", facts={"n": len(moved)})


def _line(name: str, value: Any) -> Any:
    return text("policy.line", name=name_of(name), value=shown(value))
