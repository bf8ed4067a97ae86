"""A Zalo bot, as Zalo sees it: the body's `ok` decides, whatever the HTTP status."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiohttp import ClientSession

from bot.doctor.asking import Away, Reply, address, ask, away, host_of
from bot.doctor.seen import Seen, bad, doubtful, good
from bot.settings import Settings
from scheduler.clock import Clock
from scheduler.rules.quota import Used


async def look(
    settings: Settings,
    token: str,
    door: str | None,
    used: Used | None,
    session: ClientSession,
    clock: Clock,
) -> Sequence[Seen]:
    """`door`: where Zalo should post; None while we poll. `used`: of this month's quota."""
    base = settings.zalo_bot_base_url

    async def call(method: str) -> Reply:
        url = f"{base.rstrip('/')}/bot{token}/{method}"
        return await ask(session, "POST", url, clock, body={})

    try:
        me, hook = await asyncio.gather(call("getMe"), call("getWebhookInfo"))
    except Away as error:
        return [away(base, error)]
    if not isinstance(me.body, dict) or "ok" not in me.body:
        return [bad("address_other", host=host_of(base), status=me.status)]
    seen = address(base, me)
    if me.body["ok"] is not True:
        code = me.body.get("error_code")
        if code in (401, 404):
            return [*seen, bad("zalo_token_unknown")]
        return [*seen, doubtful("platform_refuses", status=code)]
    name, kind = me.result.get("account_name"), me.result.get("account_type")
    seen.append(good("zalo_token_good", name=name, kind=kind))
    return [*seen, _webhook(hook.result, door), _quota(settings, used)]


def _quota(settings: Settings, used: Used | None) -> Seen:
    sent, most = (used.sent, used.most) if used is not None else (0, settings.zalo_bot_messages)
    facts = {"sent": sent, "most": most}
    if used is not None and (used.is_used_up or used.doubted_at is not None):
        return bad("zalo_quota_used_up", **facts)
    is_high = used is not None and bool(used.warnings)
    return (doubtful if is_high else good)("zalo_quota", **facts)


def _webhook(hook: dict[str, Any], door: str | None) -> Seen:
    url = str(hook.get("url") or "")
    if door is None:
        # Zalo gives no updates to whoever polls while it posts them somewhere.
        return doubtful("webhook_of_another", host=host_of(url)) if url else good("polled")
    if not url:
        return doubtful("webhook_not_set")
    if url != door:
        return bad("webhook_elsewhere", host=host_of(url))
    verification = hook.get("verification")
    if isinstance(verification, dict) and verification.get("ok") is False:
        hint = str(verification.get("hint") or "")[:100]
        return bad("webhook_unverified", hint=hint)
    return good("webhook_set", host=host_of(url), count=0)
