"""Bắt đầu, tạm dừng: an administrator lets the service speak, or be silent.

"/batdau" says what it would mean and asks for a yes. What fell due before is urged from today,
unless the same sentence says otherwise: "/batdau xong NV1 30/7; bỏ NV2/HC".
"""

import re

from bot.administration import going_live
from bot.administration.cannot import CannotDo
from bot.administration.going_live import PastDue
from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import ask_if_sure
from bot.sending.naming import short_quote
from bot.texts import short_day, text
from bot.typed_days import day_in
from scheduler.rules.words import fold

SHOWN = 10  # tasks; of more only how many
_CODE = r"(?P<code>nv\s?-?\d{1,4}(?:/[^\s,;:.]{1,30})?)"
_DONE = re.compile(rf"(?:da )?(?:xong|done) {_CODE}(?: (?:(?:ngay|hom|on) )?(?P<day>\S+))?")
_DROP = re.compile(rf"(?:bo|drop) {_CODE}")


async def start(asked: Asked, said: str) -> Answer:
    """Go live with what is `said` of tasks past due; asks for a yes first."""
    if asked.org.is_live:
        return Answer(text="live.already")
    decided = _decided(asked, said)
    if isinstance(decided, Answer):
        return decided
    if not asked.is_sure:
        return await _ask(asked, decided)
    try:
        done = await going_live.go_live(
            asked.tx, asked.org.id, asked.now, decided, by=asked.person.id
        )
    except CannotDo as error:
        return Answer(text="no.cannot", facts={"why": error.said})
    await asked.changes("live", "")
    facts = {"n": done.introductions, "done": done.done, "dropped": done.dropped}
    return Answer(text="live.begun", facts=facts | {"urged": done.urged})


async def _ask(asked: Asked, decided: list[PastDue]) -> Answer:
    ahead = await going_live.prospect(asked.tx, asked.org, asked.now)
    if not ahead.is_first:
        return await ask_if_sure(asked, "live.sure_again", {})
    named = {each.name.upper() for each in decided}
    left = [
        item.duty
        for item in ahead.past_due
        if item.duty.name not in named and item.duty.code not in named
    ]
    lines = [
        text("live.past_due", code=duty.name, due=short_day(duty.due_on, year=True))
        for duty in left[:SHOWN]
        if duty.due_on is not None
    ]
    if len(left) > SHOWN:
        lines.append(text("live.more", n=len(left) - SHOWN))
    unlinked = sum(not person.reachable for person in asked.staff.people.values())
    parts = [text("live.heads", n=len(ahead.heads), names=", ".join(ahead.heads))]
    if not going_live.reached(asked.staff):
        parts.append(text("live.nobody_linked"))
    elif unlinked:
        parts.append(text("live.unlinked", n=unlinked))
    if decided:
        parts.append(text("live.decided", n=len(decided)))
    if left:
        example = left[0].name
        parts.append(text("live.urged", n=len(left), lines=lines, code=example))
    return await ask_if_sure(asked, "live.sure", {"lines": parts})


def _decided(asked: Asked, said: str) -> list[PastDue] | Answer:
    found = []
    for part in filter(None, (each.strip() for each in re.split(r"[;,]", said))):
        if match := _DROP.fullmatch(fold(part)):
            found.append(PastDue(name=_named(match["code"])))
            continue
        match = _DONE.fullmatch(fold(part))
        on = match and match["day"] and day_in(match["day"], asked.today, ahead=False)
        if not match or not on:
            return Answer(text="live.unclear", facts={"said": short_quote(part)})
        found.append(PastDue(name=_named(match["code"]), done_on=on))
    return found


def _named(code: str) -> str:
    return re.sub(r"[\s-]", "", code.split("/")[0]).upper() + "".join(
        f"/{unit.upper()}" for unit in code.split("/")[1:]
    )


async def pause(asked: Asked, why: str) -> Answer:
    if asked.org.state == "paused":
        return Answer(text="live.paused_already")
    if asked.org.state == "preparing":
        return Answer(text="no.cannot", facts={"why": text("cannot.pause_before_live")})
    if not asked.is_sure:
        return await ask_if_sure(asked, "live.sure_pause", {})
    await going_live.pause(asked.tx, asked.org.id, asked.now, why=why, by=asked.person.id)
    await asked.changes("pause", "")
    return Answer(text="live.paused")
