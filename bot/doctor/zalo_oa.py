"""A Zalo Official Account: its tokens, what it is, its quota, and whether anything ever came in.

Zalo shows nobody which webhook is set, so what can be seen of it is what has arrived.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiohttp import ClientSession

from bot.bots import OaAccount
from bot.channels.base import SendFailed
from bot.channels.zalo_oa_api import NoAnswer, OaApi, Refusal
from bot.channels.zalo_oa_errors import failure
from bot.channels.zalo_oa_tokens import ConsentNeeded
from bot.doctor.asking import Away, address, ask, away
from bot.doctor.seen import Seen, bad, doubtful, good
from bot.settings import Settings
from bot.texts import moment
from scheduler.clock import Clock
from scheduler.rules.calendar import OFFICE_ZONE

QUOTAS = ("sub_quota", "purchase_quota")
LITTLE_LEFT = 0.1


async def look(
    settings: Settings,
    account: OaAccount,
    door: str | None,
    heard_at: datetime | None,
    session: ClientSession,
    clock: Clock,
) -> Sequence[Seen]:
    base = settings.zalo_oa_base_url
    try:
        reply = await ask(session, "GET", f"{base.rstrip('/')}/v2.0/oa/getoa", clock)
    except Away as error:
        return [away(base, error)]
    tokens = _mode(account)
    seen = [*address(base, reply), tokens]
    if tokens.key == "oa_no_tokens":
        return [*seen, *_webhook(door, heard_at)]
    api = OaApi(account, base, settings.zalo_oa_oauth_url, clock)
    await api.start()
    try:
        seen += await _account(api, account, clock)
    finally:
        await api.stop()
    return [*seen, *_webhook(door, heard_at)]


def _mode(account: OaAccount) -> Seen:
    try:
        mode = account.tokens.stat().st_mode & 0o777
    except OSError:
        return bad("oa_no_tokens", path=account.tokens)
    if mode & 0o077:
        return doubtful("file_open", path=account.tokens, mode=f"{mode:o}")
    return good("file_closed", path=account.tokens)


async def _account(api: OaApi, account: OaAccount, clock: Clock) -> list[Seen]:
    try:
        about = await api.account()
        quotas = [await api.quota(each) for each in QUOTAS]
    except ConsentNeeded:
        return [bad("oa_consent", path=account.tokens)]
    except SendFailed as error:
        return [bad("oa_tokens_bad", reason=error.reason)]
    except NoAnswer:
        return [bad("oa_silent")]
    except Refusal as error:
        return [bad("oa_refuses", reason=failure(error.code, error.said, clock(), ()).reason)]
    seen = [good("oa_token_good", name=about.get("name"))]
    if about.get("is_verified") is False:
        seen.append(bad("oa_unverified"))
    return seen + [_quota(name, each) for name, each in zip(QUOTAS, quotas, strict=True) if each]


def _quota(name: str, quota: dict[str, Any]) -> Seen:
    left, total = quota.get("remain"), quota.get("total")
    facts = {"name": name, "left": left, "total": total}
    if not isinstance(left, int) or not isinstance(total, int) or total <= 0:
        return good("oa_quota_none", **facts)
    if left <= 0:
        return bad("oa_quota_used_up", **facts)
    return (doubtful if left < total * LITTLE_LEFT else good)("oa_quota", **facts)


def _webhook(door: str | None, heard_at: datetime | None) -> list[Seen]:
    if door is None:
        return [bad("oa_deaf")]
    if heard_at is None:
        return [doubtful("oa_never_heard", url=door)]
    return [good("oa_heard", at=moment(heard_at, OFFICE_ZONE), url=door)]
