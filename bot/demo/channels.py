"""Which channels the office of the demo uses, and whom it reaches by which.

The sandbox posts what people say to the service's own web address: so the service hears all three
platforms in one way, and a link in a message opens what it names. An Official Account is set up as
in the console of the real platform: its tokens come from there, its webhook is entered there.
"""

import json
from collections.abc import Sequence

from bot.demo.office import Office
from bot.demo.people import Player
from bot.sandbox.platform import ChannelName

ZALO_BOT_TOKEN = "7100000001:SANDBOX-demo"
AT_ZALO_BOT = 20  # heads at most: a Zalo bot has room for fifty people

Homes = dict[str, tuple[ChannelName, ...]]  # where somebody is linked, the first choice first


async def connect_channels(office: Office) -> None:
    """Give the service its three bots; it is to be started afterwards."""
    console = await office.sim("POST", "zalo-oa")
    tokens = office.folder / "zalo-oa-tokens.json"
    tokens.write_text(json.dumps({"refresh_token": console["refresh_token"]}), encoding="utf-8")
    tokens.chmod(0o600)
    office.environment |= {
        "DONDOC_PUBLIC_URL": office.health_url,
        "DONDOC_ZALO_BOT_TOKEN": ZALO_BOT_TOKEN,
        "DONDOC_ZALO_BOT_BASE_URL": f"{office.sandbox_url}/zalo-bot",
        "DONDOC_ZALO_OA_APP_ID": console["app_id"],
        "DONDOC_ZALO_OA_APP_SECRET": console["app_secret"],
        "DONDOC_ZALO_OA_SECRET_KEY": console["secret_key"],
        "DONDOC_ZALO_OA_TOKENS_FILE": str(tokens.resolve()),
        "DONDOC_ZALO_OA_BASE_URL": f"{office.sandbox_url}/zalo-oa",
        "DONDOC_ZALO_OA_OAUTH_URL": f"{office.sandbox_url}/zalo-oa",
    }


async def enter_webhook(office: Office) -> None:
    """Where the Official Account is to post: the console looks whether the service answers."""
    await office.sim("POST", "zalo-oa", webhook=f"{office.health_url}/zalo_oa/main")


def homes(cast: Sequence[Player]) -> Homes:
    """Officers use Telegram, the coordinator and every other head the Zalo bot, the leader the
    Official Account; deputies have it and Telegram, the last officer the Zalo bot and Telegram."""
    found: Homes = {player.name: ("telegram",) for player in cast}
    heads = [player.name for player in cast if player.role in ("head", "deputy_head")]
    for name in heads[::2][:AT_ZALO_BOT]:
        found[name] = ("zalo_bot",)
    for player in cast:
        if "coordinator" in player.roles:
            found[player.name] = ("zalo_bot",)
        elif player.role == "leader":
            found[player.name] = ("zalo_oa",)
        elif player.role == "deputy":
            found[player.name] = ("zalo_oa", "telegram")
    officers = [player.name for player in cast if player.roles == ("officer",)]
    if len(officers) > 1:
        found[officers[-1]] = ("zalo_bot", "telegram")
    return found
