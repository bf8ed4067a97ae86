"""What a chat may not show, in one sentence: with the marks it carries, and at each level."""

import pytest

from bot.texts import kept_back, marked, no_more_than, render, text
from bot.texts.guarded import Guarded, has_guarded, shown_at
from scheduler.rules.confidentiality import Level, level_on, strictest

FULL, TITLE, CODE = Level.FULL, Level.TITLE, Level.CODE
FACTS = {"n": 1, "code": "NV3", "title": "Lập danh mục", "who": "An", "said": "chờ số liệu"}


@pytest.mark.parametrize(
    ("key", "facts", "shown"),
    [
        (
            "told.passed_on",
            FACTS,
            {
                FULL: "An nhắn về NV3 Lập danh mục: “chờ số liệu”.",
                TITLE: "An nhắn về NV3 Lập danh mục: “…”.",
                CODE: "An nhắn về NV3: “…”.",
            },
        ),
        (  # words that hold marks are words
            "told.passed_on",
            FACTS | {"said": "\ue0f2chờ\ue0f0", "title": "\ue0f2Lập"},
            {
                FULL: "An nhắn về NV3 Lập: “chờ”.",
                TITLE: "An nhắn về NV3 Lập: “…”.",
                CODE: "An nhắn về NV3: “…”.",
            },
        ),
        (  # a text of ours is no title of a plan
            "told.done_by",
            FACTS | {"title": text("cycle.weekly", period="37/2026")},
            dict.fromkeys(Level, "NV3 Báo cáo tuần 37/2026: An đã báo xong."),
        ),
        (  # the plan goes before the chat
            "told.done_by",
            FACTS | {"title": kept_back(Guarded.TITLE)},
            dict.fromkeys(Level, "NV3: An đã báo xong."),
        ),
        (
            "ask.choice_line",
            {"n": 1, "choice": no_more_than(TITLE, text("told.passed_on", **FACTS))},
            {
                FULL: "1) An nhắn về NV3 Lập danh mục: “…”.",
                TITLE: "1) An nhắn về NV3 Lập danh mục: “…”.",
                CODE: "1) An nhắn về NV3: “…”.",
            },
        ),
        (
            "why.plan",
            {"title": "Kế hoạch 12", "number": "", "issued": "", "cycle": "", "ref": ", mục II"}
            | {"lines": ""},
            {
                FULL: "Kế hoạch “Kế hoạch 12”, mục II",
                TITLE: "Kế hoạch “Kế hoạch 12”, mục II",
                CODE: "Kế hoạch “…”, mục II",
            },
        ),
    ],
)
def test_each_level_shows_its_part(
    key: str, facts: dict[str, object], shown: dict[Level, str]
) -> None:
    said = marked(key, "vi", facts)

    assert {level: shown_at(said, level) for level in Level} == shown
    assert not has_guarded(render(key, "vi", facts))


def test_what_was_typed_in_the_chat_may_be_said_there() -> None:
    said = marked("ask.what", "vi", {"said": "chờ số…", "examples": []})

    assert "“chờ số…”" in shown_at(said, CODE, typed="NV3  chờ   số liệu của tỉnh")
    assert "“…”" in shown_at(said, CODE, typed="NV3 xong")


@pytest.mark.parametrize(
    ("levels", "of_all"),
    [((), FULL), ((FULL, TITLE), TITLE), ((CODE, TITLE, FULL), CODE), ((FULL, FULL), FULL)],
)
def test_the_strictest_decides(levels: tuple[Level, ...], of_all: Level) -> None:
    assert strictest(*levels) is of_all


@pytest.mark.parametrize(
    ("channel", "level"),
    [("telegram", FULL), ("zalo_bot", CODE), ("zalo_bot/b", CODE), ("zalo_bot/c", TITLE)],
)
def test_a_bot_is_as_its_platform_unless_it_is_named(channel: str, level: Level) -> None:
    assert level_on({"zalo_bot": CODE, "zalo_bot/c": TITLE}, channel) is level
