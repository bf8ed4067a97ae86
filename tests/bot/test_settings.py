"""Settings: typed, from the environment or a file; a misspelt one is no default."""

from pathlib import Path

import pytest

from bot.settings import BadSetting, Settings, platforms

TOKEN = "123456:made-up-for-tests"


def refused(**environ: str) -> str:
    """The one sentence with which these settings are refused."""
    with pytest.raises(BadSetting) as error:
        Settings.read(environ)
    sentence = str(error.value)
    assert "\n" not in sentence
    return sentence


def test_without_any_setting_the_service_runs_on_sqlite_beside_it() -> None:
    settings = Settings.read({})

    assert settings.database_url == "sqlite+aiosqlite:///dondoc.db"
    assert settings.telegram_base_url == "https://api.telegram.org"
    assert settings.telegram_token is None
    assert (settings.language, settings.timezone) == ("vi", "Asia/Ho_Chi_Minh")


def test_a_setting_is_read_from_the_environment_with_its_type() -> None:
    settings = Settings.read(
        {"DONDOC_WEB_PORT": "0", "DONDOC_LANGUAGE": "en", "HOME": "/", "WEB_PORT": "9"}
    )

    assert (settings.web_port, settings.language) == (0, "en")


def test_an_empty_setting_is_as_good_as_none() -> None:
    """Compose files pass on what is not set as an empty string."""
    settings = Settings.read({"DONDOC_TELEGRAM_TOKEN": "", "DONDOC_TELEGRAM_TOKEN_FILE": ""})

    assert settings.telegram_token is None


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="utf-8")

    settings = Settings.read({"DONDOC_TELEGRAM_TOKEN_FILE": str(tmp_path / "token")})

    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN


def test_the_bots_file_is_a_setting_of_its_own_and_not_read_as_one(tmp_path: Path) -> None:
    """Its name ends as those do that are read from a file; what it holds is for `bot.bots`."""
    path = tmp_path / "bots.toml"

    assert Settings.read({"DONDOC_BOTS_FILE": str(path)}).bots_file == path
    assert "DONDOC_BOTS is no setting" in refused(DONDOC_BOTS=str(path))


def test_a_secret_is_never_shown() -> None:
    settings = Settings.read({"DONDOC_TELEGRAM_TOKEN": TOKEN})

    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "made-up" not in shown


def test_a_misspelt_setting_is_refused_by_its_name() -> None:
    assert "DONDOC_DATABSE_URL" in refused(DONDOC_DATABSE_URL="sqlite://")
    assert "DONDOC_TOKEN_FILE" in refused(DONDOC_TOKEN_FILE=__file__)


def test_a_wrong_value_is_refused_with_the_name_of_the_setting() -> None:
    assert refused(DONDOC_WEB_PORT="eighty").startswith("DONDOC_WEB_PORT:")
    assert refused(DONDOC_WEB_PORT="70000").startswith("DONDOC_WEB_PORT:")
    assert refused(DONDOC_LANGUAGE="fr").startswith("DONDOC_LANGUAGE:")
    assert "Mars/Base is no time zone" in refused(DONDOC_TIMEZONE="Mars/Base")


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    sentence = refused(DONDOC_TELEGRAM_TOKEN_FILE=str(tmp_path / "gone"))

    assert sentence.startswith("DONDOC_TELEGRAM_TOKEN_FILE: cannot read")
    assert "No such file" in sentence


def test_a_wrong_secret_is_not_repeated_in_the_refusal() -> None:
    sentence = refused(DONDOC_WEB_PORT=TOKEN)

    assert "made-up" not in sentence


@pytest.mark.parametrize(
    "proxy",
    [
        "socks5://u:made-up@127.0.0.1:1080",
        "proxy.example.vn:3128",
        "made-up",
        "http://",
        "http://[",
    ],
)
def test_a_proxy_of_another_kind_is_refused_without_repeating_its_password(proxy: str) -> None:
    sentence = refused(DONDOC_TELEGRAM_PROXY=proxy)

    assert sentence.startswith("DONDOC_TELEGRAM_PROXY: give an HTTP proxy")
    assert "made-up" not in sentence


def test_a_proxy_may_have_a_user_and_a_password() -> None:
    proxy = "http://u:made-up@proxy.example.vn:3128"

    assert Settings.read({"DONDOC_TELEGRAM_PROXY": proxy}).telegram_proxy == proxy


def test_settings_cannot_be_changed_once_read() -> None:
    settings = Settings.read({})

    with pytest.raises(ValueError, match="frozen"):
        settings.web_port = 1


@pytest.mark.parametrize(
    ("public", "platform"),
    [
        ("https://bot.example.vn", "https://api.telegram.org"),
        ("https://bot.example.vn:8443/dondoc/", "https://api.telegram.org"),
        ("http://127.0.0.1:8080", "http://localhost:8090/telegram"),
    ],
)
def test_the_platform_can_be_told_a_public_address(public: str, platform: str) -> None:
    settings = Settings.read({"DONDOC_PUBLIC_URL": public, "DONDOC_TELEGRAM_BASE_URL": platform})

    assert settings.public_url == public


@pytest.mark.parametrize(
    ("public", "says"),
    [
        ("http://bot.example.vn", "https://bot.example.vn"),
        ("bot.example.vn", "https://bot.example.vn"),
        ("https://bot.example.vn/?a=b", "https://bot.example.vn"),
        ("http://[half", "Invalid"),
        ("http://127.0.0.1:8080", "reached by the sandbox only"),
    ],
)
def test_an_address_nobody_can_post_to_is_refused(public: str, says: str) -> None:
    sentence = refused(DONDOC_PUBLIC_URL=public)

    assert sentence.startswith("DONDOC_PUBLIC_URL: ")
    assert says in sentence


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite://", "it names no file"),
        ("postgresql://u:word@h/d?sslmode=maybe", "ssl=maybe is unknown"),
        ("mysql://u:word@h/d", "it begins with sqlite+aiosqlite://"),
    ],
)
def test_a_database_url_that_cannot_work_is_refused_at_once(url: str, said: str) -> None:
    sentence = refused(DONDOC_DATABASE_URL=url)

    assert said in sentence
    assert "Value error" not in sentence
    assert "word" not in sentence


# --- the mail server ----------------------------------------------------------------------------

MAIL = {"DONDOC_SMTP_HOST": "mail.so.example.vn", "DONDOC_SMTP_FROM": "dondoc@so.example.vn"}


def test_a_mail_server_is_its_host_and_our_address() -> None:
    settings = Settings.read(MAIL)

    assert (settings.smtp_tls, settings.smtp_port, settings.smtp_user) == ("starttls", None, None)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"DONDOC_SMTP_FROM": ""}, "DONDOC_SMTP_HOST also needs DONDOC_SMTP_FROM"),
        ({"DONDOC_SMTP_HOST": ""}, "DONDOC_SMTP_FROM also needs DONDOC_SMTP_HOST"),
        ({"DONDOC_SMTP_FROM": "dondoc"}, "DONDOC_SMTP_FROM: give an address"),
        ({"DONDOC_SMTP_USER": "dondoc"}, "DONDOC_SMTP_USER and DONDOC_SMTP_PASSWORD"),
        ({"DONDOC_SMTP_TLS": "ssl"}, "DONDOC_SMTP_TLS: "),
        ({"DONDOC_SMTP_PORT": "0"}, "DONDOC_SMTP_PORT: "),
        (
            {
                "DONDOC_SMTP_TLS": "none",
                "DONDOC_SMTP_USER": "dondoc",
                "DONDOC_SMTP_PASSWORD": "bi-mat",
            },
            "DONDOC_SMTP_TLS=none would send the password in clear",
        ),
    ],
)
def test_a_mail_server_that_is_not_whole_is_refused(change: dict[str, str], why: str) -> None:
    said = refused(**MAIL | change)

    assert said.startswith(why)
    assert "bi-mat" not in said


def test_a_bot_of_the_bots_file_uses_its_platform_like_one_of_the_settings() -> None:
    read = dict(Settings.read({}))

    assert read["zalo_bot_base_url"] not in platforms(read)
    assert read["zalo_bot_base_url"] in platforms(read, {"zalo_bot"})
    assert read["zalo_oa_oauth_url"] in platforms(read, {"zalo_oa"})
