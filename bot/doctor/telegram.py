"""A bot of Telegram's, as Telegram sees it."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiohttp import ClientSession

from bot.doctor.asking import Away, Reply, address, ask, away, host_of
from bot.doctor.seen import Seen, bad, doubtful, good
from bot.settings import Settings
from scheduler.clock import Clock

MANY_WAITING = 100
FOR_PEOPLE = {"scope": {"type": "all_private_chats"}}


async def look(
    settings: Settings, token: str, door: str | None, session: ClientSession, clock: Clock
) -> Sequence[Seen]:
    """`door`: where Telegram should post; None while we poll."""
    base = settings.telegram_base_url

    async def call(method: str, body: Any = None) -> Reply:
        url = f"{base.rstrip('/')}/bot{token}/{method}"
        return await ask(
            session, "POST", url, clock, proxy=settings.telegram_proxy, body=body or {}
        )

    try:
        me, hook, *menus = await asyncio.gather(
            call("getMe"),
            call("getWebhookInfo"),
            call("getMyCommands", FOR_PEOPLE),
            call("getMyCommands"),
        )
    except Away as error:
        return [away(base, error)]
    if not isinstance(me.body, dict) or "ok" not in me.body:
        return [bad("address_other", host=host_of(base), status=me.status)]
    seen = address(base, me)
    if me.body["ok"] is not True:
        if me.status in (401, 404):
            return [*seen, bad("token_unknown")]
        return [*seen, doubtful("platform_refuses", status=me.status)]
    seen.append(good("token_good", name=f"@{me.result.get('username')}"))
    return [*seen, _privacy(me.result), _webhook(hook.result, door), _commands(menus)]


def _privacy(me: dict[str, Any]) -> Seen:
    if me.get("can_join_groups") is False:
        return doubtful("groups_closed")
    if me.get("can_read_all_group_messages") is True:
        return doubtful("privacy_off")
    return good("privacy_on")


def _webhook(hook: dict[str, Any], door: str | None) -> Seen:
    url, waiting = str(hook.get("url") or ""), int(hook.get("pending_update_count") or 0)
    if door is None:
        if url:
            return doubtful("webhook_of_another", host=host_of(url))
        return good("webhook_none", count=waiting)
    if not url:
        return doubtful("webhook_not_set")
    if url != door:
        return bad("webhook_elsewhere", host=host_of(url))
    if hook.get("last_error_message") and (waiting or "last_error_date" not in hook):
        return bad("webhook_fails", error=str(hook["last_error_message"])[:100], count=waiting)
    if waiting > MANY_WAITING:
        return doubtful("webhook_behind", count=waiting)
    return good("webhook_set", host=host_of(url), count=waiting)


def _commands(menus: Sequence[Reply]) -> Seen:
    found = [
        each
        for menu in menus
        if isinstance(menu.body, dict)
        for each in menu.body.get("result") or ()
        if isinstance(each, dict)
    ]
    names = sorted({f"/{each.get('command')}" for each in found})
    return good("commands_set", names=", ".join(names)) if names else doubtful("commands_none")
