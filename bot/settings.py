"""Every setting, its type and its default; the only file that reads the environment.

`DONDOC_NAME`, or for a secret also `DONDOC_NAME_FILE`: the path of a file that holds it (but
`DONDOC_BOTS_FILE` is a setting of its own, a path). A name nobody knows is refused: a misspelt
setting must not pass as a default. The README's table and `deploy/.env.example` are checked
against this class.
"""

import contextlib
import ipaddress
import os
import re
from collections.abc import Collection, Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from storage.database import DRIVERS

PREFIX = "DONDOC_"
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")

_OF_MAIL = ("smtp_port", "smtp_user", "smtp_password", "smtp_from")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class BadSetting(ValueError):
    """A setting is wrong; the text names it and says what it takes."""


def is_loopback(url: str) -> bool:
    """Whether an address names this machine itself."""
    with contextlib.suppress(ValueError):
        host = urlsplit(url).hostname or ""
        if host == "localhost":
            return True
        return ipaddress.ip_address(host).is_loopback
    return False


def platforms(settings: Mapping[str, object], channels: Collection[str] = ()) -> list[str]:
    """The addresses of the platforms that are in use; `channels`: also by bots of a bots file."""
    zalo_oa = settings.get("zalo_oa_app_id") is not None or "zalo_oa" in channels
    used = {
        "telegram_base_url": True,
        "zalo_bot_base_url": settings.get("zalo_bot_token") is not None or "zalo_bot" in channels,
        "zalo_oa_base_url": zalo_oa,
        "zalo_oa_oauth_url": zalo_oa,
    }
    urls = [str(settings.get(name)) for name, in_use in used.items() if in_use]
    host = settings.get("smtp_host")
    return [*urls, f"smtp://{host}"] if host else urls


class Settings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix=PREFIX)

    database_url: str = Field(
        "sqlite+aiosqlite:///dondoc.db", description="where everything is remembered"
    )
    telegram_token: SecretStr | None = Field(None, description="of the bot, from @BotFather")
    bots_file: Path | None = Field(None, description="the bots of several orgs, as TOML")
    telegram_base_url: str = Field(
        "https://api.telegram.org", description="the sandbox's address, or Telegram's"
    )
    telegram_proxy: str | None = Field(None, description="proxy for Telegram, if it needs one")
    zalo_bot_token: SecretStr | None = Field(None, description="of the Zalo bot")
    zalo_bot_base_url: str = Field(
        "https://bot-api.zaloplatforms.com", description="the sandbox's address, or Zalo's"
    )
    zalo_bot_messages: int = Field(
        3000, ge=1, description="messages a month that each Zalo bot may send"
    )
    zalo_bot_people: int = Field(50, ge=1, description="people that each Zalo bot may speak with")
    zalo_oa_app_id: str | None = Field(None, description="of the Zalo app behind an OA")
    zalo_oa_app_secret: SecretStr | None = Field(None, description="of that app")
    zalo_oa_secret_key: SecretStr | None = Field(
        None, description="of the OA: its webhooks are signed with it"
    )
    zalo_oa_tokens_file: Path | None = Field(
        None, description="where the OA's pair of tokens is kept, and renewed"
    )
    zalo_oa_base_url: str = Field(
        "https://openapi.zalo.me", description="the sandbox's address, or Zalo's"
    )
    zalo_oa_oauth_url: str = Field(
        "https://oauth.zaloapp.com", description="where its tokens are renewed"
    )
    smtp_host: str | None = Field(None, description="the office's mail server, for the last resort")
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="how it is reached: starttls, tls, none"
    )
    smtp_port: int | None = Field(
        None, ge=1, le=65535, description="its port; by default 587, 465 or 25, as smtp_tls says"
    )
    smtp_user: str | None = Field(None, description="who we are there")
    smtp_password: SecretStr | None = Field(None, description="and the password")
    smtp_from: str | None = Field(None, description="the address mail comes from")
    public_url: str | None = Field(
        None, description="address under which the platforms reach the web page; unset: polling"
    )
    web_host: str = Field("127.0.0.1", description="where the web page listens")
    web_port: int = Field(8080, ge=0, le=65535, description="its port; 0 takes a free one")
    language: str = Field("vi", pattern="^(vi|en)$", description="of a new org: vi or en")
    timezone: str = Field("Asia/Ho_Chi_Minh", description="of a new org")

    @field_validator("database_url")
    @classmethod
    def _usable_url(cls, value: str) -> str:
        # Without the value: it may hold a password.
        try:
            url = make_url(value)
        except ArgumentError as error:
            raise ValueError("this is no URL") from error
        if url.drivername not in {*DRIVERS, *DRIVERS.values()}:
            raise ValueError("it begins with sqlite+aiosqlite:// or postgresql+asyncpg://")
        if url.get_backend_name() == "sqlite" and not url.database:
            raise ValueError("it names no file: sqlite+aiosqlite:///dondoc.db")
        if (mode := url.query.get("ssl") or url.query.get("sslmode")) not in {None, *SSL_MODES}:
            raise ValueError(f"ssl={mode} is unknown; there are {', '.join(SSL_MODES)}")
        return value

    @field_validator("telegram_proxy")
    @classmethod
    def _http_proxy(cls, value: str | None) -> str | None:
        # Without the value: it may hold a password.
        with contextlib.suppress(ValueError):
            address = urlsplit(value or "")
            if value is None or (address.scheme in ("http", "https") and address.hostname):
                return value
        raise ValueError("give an HTTP proxy, such as http://proxy.example.vn:3128")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value} is no time zone") from error
        return value

    @field_validator("smtp_from")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        if value is not None and not _MAIL.fullmatch(parseaddr(value)[1]):
            raise ValueError("give an address, such as dondoc@so.example.vn")
        return value

    @model_validator(mode="after")
    def _whole_mail_server(self) -> Self:
        given = {name: getattr(self, name) is not None for name in _OF_MAIL}
        if not self.smtp_host:
            for name, is_given in given.items():
                if is_given:
                    raise BadSetting(f"{PREFIX}{name.upper()} also needs {PREFIX}SMTP_HOST")
            return self
        if not given["smtp_from"]:
            raise BadSetting(f"{PREFIX}SMTP_HOST also needs {PREFIX}SMTP_FROM")
        if given["smtp_user"] != given["smtp_password"]:
            raise BadSetting(f"{PREFIX}SMTP_USER and {PREFIX}SMTP_PASSWORD belong together")
        clear = self.smtp_tls == "none" and not is_loopback(f"smtp://{self.smtp_host}")
        if clear and given["smtp_password"]:
            raise BadSetting(
                f"{PREFIX}SMTP_TLS=none would send the password in clear: say starttls or tls"
            )
        return self

    @field_validator("public_url")
    @classmethod
    def _reachable(cls, value: str | None, others: ValidationInfo) -> str | None:
        if value is None or is_loopback(value):
            if value and not all(is_loopback(url) for url in platforms(others.data)):
                raise ValueError("an address on loopback is reached by the sandbox only")
            return value
        address = urlsplit(value)
        if address.scheme != "https" or not address.hostname or address.query or address.fragment:
            raise ValueError("give the address that a proxy serves, such as https://bot.example.vn")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # `read` is the one way in, so that a test can hand over an environment of its own.
        return (init_settings,)

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the environment; raise BadSetting with one clear sentence."""
        values: dict[str, str] = {}
        for name, value in (os.environ if environ is None else environ).items():
            if not name.startswith(PREFIX) or not value:
                continue
            field = name.removeprefix(PREFIX).lower()
            if field.endswith("_file") and field not in cls.model_fields:
                field = field.removesuffix("_file")
                try:
                    value = Path(value).read_text(encoding="utf-8").strip()
                except UnicodeDecodeError:
                    raise BadSetting(f"{name}: {value} is no text") from None
                except OSError as error:
                    raise BadSetting(f"{name}: cannot read {value}: {error.strerror}") from error
            if field not in cls.model_fields:
                raise BadSetting(f"{name} is no setting; the README lists those there are")
            values[field] = value
        try:
            return cls(**values)  # type: ignore[arg-type]  # strings, as the environment has them
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            if not first["loc"]:  # of several together: the text names them
                raise BadSetting(str(first["msg"]).removeprefix("Value error, ")) from None
            wrong = PREFIX + str(first["loc"][0]).upper()
            said = str(first["msg"]).removeprefix("Value error, ")
            raise BadSetting(f"{wrong}: {said}") from error
