"""Which bot speaks for which org: the one of `DONDOC_TELEGRAM_TOKEN`, and those of a bots file.

    [[bot]]
    org = "so-mau"
    channel = "telegram"
    token_file = "so-mau.token"    # beside this file, or an absolute path

Tokens stay in memory: they are never in the database and never in a log.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from bot.settings import BadSetting, Settings

NAME = "DONDOC_BOTS_FILE"


class BotEntry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    org: str = Field(min_length=1)
    channel: Literal["telegram"]
    token_file: Path


class BotsFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    bot: tuple[BotEntry, ...] = Field(min_length=1)


Tokens = dict[int, SecretStr | None]  # org -> the token of its bot


def to_serve(settings: Settings, orgs: Mapping[str, int], only: str | None) -> Tokens:
    """The orgs a process serves, by id, each with its bot's token.

    `orgs` are all there are, by slug. `only` is the one that was asked for, and is served even
    without a bot; else each org that has one is, and the only org always. Raises BadSetting.
    """
    if not orgs:
        raise BadSetting("there is no org yet: run `dondoc migrate` first")
    tokens = _of_file(settings.bots_file, orgs) if settings.bots_file else {}
    own = settings.telegram_token
    if own is not None:
        candidates = list(orgs) if only is None else [only]
        if len(candidates) != 1:
            raise BadSetting(
                "DONDOC_TELEGRAM_TOKEN is the bot of the only org, and there are several: "
                f"name each org's bot in {NAME}, or say --org SLUG"
            )
        (slug,) = candidates
        if slug in tokens:
            raise BadSetting(f"the org {slug} has a bot in DONDOC_TELEGRAM_TOKEN and in {NAME}")
        tokens[slug] = own
    _refuse_shared(tokens)
    if only is not None:
        return {orgs[only]: tokens.get(only)}
    if len(orgs) == 1:
        return {org: tokens.get(slug) for slug, org in orgs.items()}
    if not tokens:
        raise BadSetting(f"there are several orgs and none has a bot: name each one's in {NAME}")
    return {orgs[slug]: token for slug, token in tokens.items()}


def _of_file(path: Path, orgs: Mapping[str, int]) -> dict[str, SecretStr]:
    tokens: dict[str, SecretStr] = {}
    for number, entry in enumerate(_read(path).bot, start=1):
        where = f"{NAME}: bot {number}"
        if entry.org not in orgs:
            known = ", ".join(sorted(orgs)) or "none yet"
            raise BadSetting(f"{where}: no org “{entry.org}”; there are: {known}")
        if entry.org in tokens:
            raise BadSetting(f"{where}: the org {entry.org} has a bot on {entry.channel} already")
        tokens[entry.org] = _token(path.parent / entry.token_file, where)
    return tokens


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
            return "unknown channel; there is telegram"
    return str(error["msg"])


def _token(path: Path, where: str) -> SecretStr:
    try:
        token = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise BadSetting(f"{where}: cannot read the token file {path}: {reason}") from None
    if not token:
        raise BadSetting(f"{where}: the token file {path} is empty")
    return SecretStr(token)


def _refuse_shared(tokens: Mapping[str, SecretStr]) -> None:
    """A bot of two orgs would mix them: one platform account, one chat per person."""
    bots: dict[str, str] = {}
    for slug, token in tokens.items():
        bot = token.get_secret_value().partition(":")[0]
        if (first := bots.setdefault(bot, slug)) != slug:
            raise BadSetting(
                f"the orgs {first} and {slug} have the same bot: each needs one of its own"
            )
