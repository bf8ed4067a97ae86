"""Which bot speaks for which org; and one clear sentence for each mistake in the bots file."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.bots import NAME, Bot, OaAccount, to_serve
from bot.settings import BadSetting, Settings

ORGS = {"so-mau": 1, "so-khac": 2, "so-ba": 3}
FIRST, SECOND = "7000000001:made-up-for-so-mau", "7000000002:made-up-for-so-khac"
GOOD = """
[[bot]]
org = "so-mau"
channel = "telegram"
token_file = "so-mau.token"

[[bot]]
org = "so-khac"
channel = "telegram"
token_file = "so-khac.token"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bots file, and the token files it names."""
    (tmp_path / "bots.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "so-mau.token").write_text(f"{FIRST}\n", encoding="utf-8")
    (tmp_path / "so-khac.token").write_text(f"{SECOND}\n", encoding="utf-8")
    (tmp_path / "empty.token").write_text("\n", encoding="utf-8")
    return tmp_path


def served(orgs: dict[str, int], only: str | None = None, **environ: str) -> dict[int, str | None]:
    """Each org served, with its bot's token."""
    found = to_serve(Settings.read(environ), orgs, only)
    return {org: _token(each[0]) if each else None for org, each in found.items()}


def _token(bot: Bot) -> str:
    assert isinstance(bot.account, SecretStr)
    return bot.account.get_secret_value()


def by_file(folder: Path, only: str | None = None) -> dict[int, str | None]:
    return served(ORGS, only, DONDOC_BOTS_FILE=str(folder / "bots.toml"))


def test_every_org_with_a_bot_is_served_and_no_other(folder: Path) -> None:
    assert by_file(folder) == {1: FIRST, 2: SECOND}


def test_an_org_that_is_asked_for_is_served_alone(folder: Path) -> None:
    assert by_file(folder, "so-khac") == {2: SECOND}
    assert by_file(folder, "so-ba") == {3: None}


def test_the_only_org_needs_no_file() -> None:
    assert served({"main": 1}, DONDOC_TELEGRAM_TOKEN=FIRST) == {1: FIRST}
    assert served({"main": 1}) == {1: None}


def test_one_token_serves_the_org_that_is_asked_for() -> None:
    assert served(ORGS, "so-khac", DONDOC_TELEGRAM_TOKEN=FIRST) == {2: FIRST}


def test_an_absolute_path_is_taken_as_it_is(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    bots = folder / "elsewhere" / "bots.toml"
    bots.write_text(GOOD.replace('"so-', f'"{folder}/so-').replace(f'org = "{folder}/', 'org = "'))

    assert served(ORGS, DONDOC_BOTS_FILE=str(bots)) == {1: FIRST, 2: SECOND}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"so-khac"', '"so-la"', "bot 2: no org “so-la”; there are: so-ba, so-khac, so-mau"),
        ('channel = "telegram"', 'channel = "zalo"', "bot 1, channel: unknown channel; there are"),
        ('token_file = "so-khac.token"', "", "bot 2, token_file: is missing; each [[bot]] has"),
        ('token_file = "so-khac', 'token = "1:x"\ntoken_file = "so-khac', "bot 2, token: unknown"),
        ("so-khac.token", "gone.token", "gone.token: No such file or directory"),
        ("so-khac.token", "empty.token", "empty.token is empty"),
        ("so-khac.token", "so-mau.token", "so-mau and so-khac have the same bot"),
        ('org = "so-khac"', 'org = "so-mau"', "bot 2: the org so-mau has a bot telegram already"),
        ('org = "so-khac"', "org = 2", "bot 2, org: Input should be a valid string"),
        (
            'channel = "telegram"',
            'channel = "zalo_oa"',
            "zalo_oa also needs app_id, app_secret_file",
        ),
        ('channel = "telegram"', 'channel = "zalo_bot"\napp_id = "42"', "app_id: only a zalo_oa"),
        ("[[bot]]", "[[bots]]", "bot: is missing"),
        ("[[bot]]", "[[bot", "is no TOML"),
    ],
)
def test_each_mistake_gets_one_clear_sentence(
    folder: Path, old: str, new: str, sentence: str
) -> None:
    (folder / "bots.toml").write_text(GOOD.replace(old, new), encoding="utf-8")

    with pytest.raises(BadSetting) as refusal:
        by_file(folder)

    said = str(refusal.value)
    assert sentence in said
    assert "\n" not in said
    assert "made-up" not in said


def test_a_token_in_the_place_of_its_file_is_not_repeated(folder: Path) -> None:
    wrong = GOOD.replace('token_file = "so-mau.token"', f'token_file = ["{FIRST}"]')
    (folder / "bots.toml").write_text(wrong, encoding="utf-8")

    with pytest.raises(BadSetting, match="bot 1, token_file") as refusal:
        by_file(folder)

    assert "made-up" not in str(refusal.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"DONDOC_BOTS_FILE: cannot read .*gone\.toml"):
        served(ORGS, DONDOC_BOTS_FILE=str(tmp_path / "gone.toml"))


def test_one_token_among_several_orgs_is_not_guessed(folder: Path) -> None:
    with pytest.raises(BadSetting, match="the bot of the only org, and there are several"):
        served(ORGS, DONDOC_TELEGRAM_TOKEN=FIRST)
    with pytest.raises(BadSetting, match="there are several orgs and none has a bot"):
        served(ORGS)


def test_an_org_may_have_several_bots_and_channels(folder: Path) -> None:
    (folder / "oa.tokens").write_text("{}", encoding="utf-8")
    (folder / "bots.toml").write_text(
        GOOD.replace('"so-khac"', '"so-mau"').replace(
            'token_file = "so-khac.token"', 'token_file = "so-khac.token"\nname = "b"'
        )
        + """
[[bot]]
org = "so-mau"
channel = "zalo_oa"
app_id = "42"
app_secret_file = "so-mau.token"
secret_key_file = "so-khac.token"
token_file = "oa.tokens"
""",
        encoding="utf-8",
    )

    each = to_serve(Settings.read({NAME: str(folder / "bots.toml")}), ORGS, "so-mau")[1]

    assert [bot.name for bot in each] == ["telegram", "telegram/b", "zalo_oa"]
    oa = each[-1].account
    assert isinstance(oa, OaAccount)
    assert (oa.app_secret.get_secret_value(), oa.tokens) == (FIRST, folder / "oa.tokens")


def test_each_channel_of_the_only_org_has_settings_of_its_own(folder: Path) -> None:
    tokens = folder / "oa.tokens"
    environ = {
        "DONDOC_TELEGRAM_TOKEN": FIRST,
        "DONDOC_ZALO_BOT_TOKEN": SECOND,
        "DONDOC_ZALO_OA_APP_ID": "42",
        "DONDOC_ZALO_OA_APP_SECRET": "made-up",
        "DONDOC_ZALO_OA_SECRET_KEY": "made-up",
        "DONDOC_ZALO_OA_TOKENS_FILE": str(tokens),
    }

    (each,) = to_serve(Settings.read(environ), {"main": 1}, None).values()

    assert [bot.name for bot in each] == ["telegram", "zalo_bot", "zalo_oa"]
    with pytest.raises(BadSetting, match="DONDOC_ZALO_OA_APP_ID also needs"):
        served({"main": 1}, DONDOC_ZALO_OA_APP_ID="42")


def test_a_bot_is_named_in_one_place(folder: Path) -> None:
    settings = {"DONDOC_TELEGRAM_TOKEN": FIRST, "DONDOC_BOTS_FILE": str(folder / "bots.toml")}

    with pytest.raises(BadSetting, match="so-mau has a bot in DONDOC_TELEGRAM_TOKEN and in"):
        served(ORGS, "so-mau", **settings)
    with pytest.raises(BadSetting, match="so-mau and so-ba have the same bot"):
        served(ORGS, "so-ba", **settings)


def test_before_migrate_there_is_nobody_to_serve() -> None:
    with pytest.raises(BadSetting, match="run `dondoc migrate` first"):
        served({})
