"""Which bots speak for which org: those of the settings, and those of a bots file.

    [[bot]]
    org = "so-mau"
    channel = "telegram"           # or zalo_bot, zalo_oa
    token_file = "so-mau.token"    # beside this file, or an absolute path
    name = "b"                     # only where an org has several bots of one channel

A Zalo Official Account (zalo_oa) also needs `app_id`, `app_secret_file` and `secret_key_file`; its
token file is rewritten whenever the platform gives a new pair.

Tokens stay in memory: they are never in the database and never in a log.
"""

import hmac
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from bot.channels.email import PORTS, MailServer
from bot.settings import BadSetting, Settings

NAME = "DONDOC_BOTS_FILE"
OA_NEEDS = ("app_id", "app_secret_file", "secret_key_file")

ChannelName = Literal["telegram", "zalo_bot", "zalo_oa"]


@dataclass(frozen=True, kw_only=True)
class OaAccount:
    """What an Official Account is known by; the tokens are in a file that we rewrite."""

    app_id: str
    app_secret: SecretStr
    secret_key: SecretStr  # of the account: its webhooks are signed with it
    tokens: Path


@dataclass(frozen=True, kw_only=True)
class Bot:
    """One bot of one org."""

    channel: ChannelName
    name: str  # in its org: the channel, or "zalo_bot/b" where there are several
    account: SecretStr | OaAccount  # the token, of a Zalo Official Account more than that

    def key(self, purpose: str) -> bytes:
        """A key that follows from the bot's secret, and from which nobody learns the secret."""
        account = self.account
        secret = account.app_secret if isinstance(account, OaAccount) else account
        return hmac.digest(secret.get_secret_value().encode(), purpose.encode(), "sha256")

    @property
    def identity(self) -> str:
        """What tells bots of a channel apart, without being a secret."""
        if isinstance(self.account, OaAccount):
            return self.account.app_id
        return self.account.get_secret_value().partition(":")[0]


class BotEntry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    org: str = Field(min_length=1)
    channel: ChannelName
    token_file: Path
    name: str | None = Field(None, pattern="^[a-z0-9][a-z0-9-]{0,30}$")
    app_id: str | None = None
    app_secret_file: Path | None = None
    secret_key_file: Path | None = None

    @model_validator(mode="after")
    def _of_its_channel(self) -> "BotEntry":
        given = {name for name in OA_NEEDS if getattr(self, name) is not None}
        if self.channel == "zalo_oa" and given != set(OA_NEEDS):
            raise ValueError(f"zalo_oa also needs {', '.join(OA_NEEDS)}")
        if self.channel != "zalo_oa" and given:
            raise ValueError(f"{', '.join(sorted(given))}: only a zalo_oa has that")
        return self


class BotsFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    bot: tuple[BotEntry, ...] = Field(min_length=1)


Bots = dict[int, tuple[Bot, ...]]  # org -> its bots


def to_serve(settings: Settings, orgs: Mapping[str, int], only: str | None) -> Bots:
    """The orgs a process serves, by id, each with its bots.

    `orgs` are all there are, by slug. `only` is the one that was asked for, and is served even
    without a bot; else each org that has one is, and the only org always. Raises BadSetting.
    """
    if not orgs:
        raise BadSetting("there is no org yet: run `dondoc migrate` first")
    bots = _of_file(settings.bots_file, orgs) if settings.bots_file else {}
    for bot, setting in _of_settings(settings):
        candidates = list(orgs) if only is None else [only]
        if len(candidates) != 1:
            raise BadSetting(
                f"{setting} is the bot of the only org, and there are several: "
                f"name each org's bot in {NAME}, or say --org SLUG"
            )
        (slug,) = candidates
        if any(other.name == bot.name for other in bots.get(slug, [])):
            raise BadSetting(f"the org {slug} has a bot in {setting} and in {NAME}")
        bots.setdefault(slug, []).append(bot)
    _refuse_shared(bots)
    if only is not None:
        return {orgs[only]: tuple(bots.get(only, ()))}
    if len(orgs) == 1:
        return {org: tuple(bots.get(slug, ())) for slug, org in orgs.items()}
    if not bots:
        raise BadSetting(f"there are several orgs and none has a bot: name each one's in {NAME}")
    return {orgs[slug]: tuple(each) for slug, each in bots.items()}


def _of_settings(settings: Settings) -> Iterator[tuple[Bot, str]]:
    """The bots of the settings, each with the setting that names it."""
    if settings.telegram_token is not None:
        token = settings.telegram_token
        yield Bot(channel="telegram", name="telegram", account=token), "DONDOC_TELEGRAM_TOKEN"
    if settings.zalo_bot_token is not None:
        token = settings.zalo_bot_token
        yield Bot(channel="zalo_bot", name="zalo_bot", account=token), "DONDOC_ZALO_BOT_TOKEN"
    if settings.zalo_oa_app_id is not None:
        secret, key = settings.zalo_oa_app_secret, settings.zalo_oa_secret_key
        tokens = settings.zalo_oa_tokens_file
        if secret is None or key is None or tokens is None:
            raise BadSetting(
                "DONDOC_ZALO_OA_APP_ID also needs DONDOC_ZALO_OA_APP_SECRET, "
                "DONDOC_ZALO_OA_SECRET_KEY and DONDOC_ZALO_OA_TOKENS_FILE"
            )
        account = OaAccount(
            app_id=settings.zalo_oa_app_id, app_secret=secret, secret_key=key, tokens=tokens
        )
        yield Bot(channel="zalo_oa", name="zalo_oa", account=account), "DONDOC_ZALO_OA_APP_ID"


def _of_file(path: Path, orgs: Mapping[str, int]) -> dict[str, list[Bot]]:
    bots: dict[str, list[Bot]] = {}
    for number, entry in enumerate(_read(path).bot, start=1):
        where = f"{NAME}: bot {number}"
        if entry.org not in orgs:
            known = ", ".join(sorted(orgs)) or "none yet"
            raise BadSetting(f"{where}: no org “{entry.org}”; there are: {known}")
        name = f"{entry.channel}/{entry.name}" if entry.name else entry.channel
        if any(other.name == name for other in bots.get(entry.org, ())):
            raise BadSetting(
                f"{where}: the org {entry.org} has a bot {name} already; give one a name of its own"
            )
        bot = Bot(channel=entry.channel, name=name, account=_account(entry, path.parent, where))
        bots.setdefault(entry.org, []).append(bot)
    return bots


def _account(entry: BotEntry, folder: Path, where: str) -> SecretStr | OaAccount:
    if entry.app_id is None or entry.app_secret_file is None or entry.secret_key_file is None:
        return _secret(folder / entry.token_file, where)
    return OaAccount(
        app_id=entry.app_id,
        app_secret=_secret(folder / entry.app_secret_file, where),
        secret_key=_secret(folder / entry.secret_key_file, where),
        tokens=folder / entry.token_file,
    )


def _read(path: Path) -> BotsFile:
    try:
        return BotsFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadSetting(f"{NAME}: cannot read {path}: {error.strerror}") from error
    except ValidationError as error:
        # Never the input: somebody may have put the token itself where its file belongs.
        first = error.errors(include_input=False, include_url=False)[0]
        raise BadSetting(f"{NAME}: {_place(first['loc'])}: {_problem(first)}") from None
    except ValueError:  # also what is no UTF-8; the parser's words may quote a token
        raise BadSetting(f"{NAME}: {path} is no TOML; the README shows what it holds") from None


def _place(path: tuple[int | str, ...]) -> str:
    """Where in the file: ("bot", 1, "org") is "bot 2, org"."""
    words = [f"bot {step + 1}" if isinstance(step, int) else step for step in path]
    return ", ".join(words[1:] if len(words) > 1 else words)


def _problem(error: Mapping[str, object]) -> str:
    match error["type"]:
        case "extra_forbidden":
            return "unknown; each [[bot]] has org, channel and token_file"
        case "missing":
            return "is missing; each [[bot]] has org, channel and token_file"
        case "literal_error":
            return "unknown channel; there are telegram, zalo_bot and zalo_oa"
    return str(error["msg"]).removeprefix("Value error, ")


def _secret(path: Path, where: str) -> SecretStr:
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise BadSetting(f"{where}: cannot read the token file {path}: {reason}") from None
    if not secret:
        raise BadSetting(f"{where}: the token file {path} is empty")
    return SecretStr(secret)


def _refuse_shared(bots: Mapping[str, list[Bot]]) -> None:
    """A bot of two orgs would mix them: one platform account, one chat per person."""
    owners: dict[tuple[str, str], str] = {}
    for slug, each in bots.items():
        for bot in each:
            first = owners.setdefault((bot.channel, bot.identity), slug)
            if first != slug:
                raise BadSetting(
                    f"the orgs {first} and {slug} have the same bot: each needs one of its own"
                )


def mail_server(settings: Settings) -> MailServer | None:
    """The office's mail server, the last resort of every org; None if it has none."""
    if settings.smtp_host is None or settings.smtp_from is None:
        return None
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port or PORTS[settings.smtp_tls],
        tls=settings.smtp_tls,
        sender=settings.smtp_from,
        user=settings.smtp_user,
        password=settings.smtp_password,
    )
