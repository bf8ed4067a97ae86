"""The tone of an office: what no text may say, in either language."""

import re

import pytest

from bot.sending.manners import TO_EXPLAIN
from bot.texts import LANGUAGES, catalogue, render
from scheduler.rules.words import fold

VIETNAMESE_LETTER = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
QUOTED = re.compile("“[^”]*”")
# The one thing that is said loudly: plain text has no other way to make a line stand out.
LOUD = {"QUÁ HẠN", "ĐÃ QUÁ HẠN", "OVERDUE"}
NAMES = {"DOCX", "XLSX", "HTTP", "JSON", "README", "DONDOC", "TOML", "UBND"}

# Of Vietnamese: to whom one is not polite, orders, pressure, blame, what is too familiar.
RUDE = {
    "vi": (
        "bạn", "mày", "cậu", "tao", "nhé", "nha", "nhá", "nhỉ", "alo", "hihi", "oke", "ê",
        "yêu cầu đồng chí", "đồng chí phải", "bắt buộc đồng chí", "khẩn trương", "ngay lập tức",
        "gấp", "nghiêm túc", "tại sao đồng chí", "sao không", "sao chưa", "lại chậm", "chậm trễ",
        "thiếu trách nhiệm", "lười", "kỷ luật", "cảnh cáo", "phê bình", "lỗi của đồng chí",
        "đừng", "cấm",
    ),
    "en": (
        "hey", "hi", "guys", "asap", "immediately", "urgently", "you must", "you have to",
        "you should", "you failed", "your fault", "why did you not", "oops", "sorry about that",
        "gonna", "wanna", "okay", "negligent", "blame", "warning",
    ),
}  # fmt: skip
CONTRACTED = re.compile(
    r"(?i)\b\w+n't\b|\b(?:i|you|we|they|it|that|there|what|who)'(?:s|re|ll|ve|d|m)\b"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_rude_or_presses(language: str) -> None:
    said = {key: QUOTED.sub("", words).lower() for key, words in catalogue(language).items()}

    found = {
        (key, rude)
        for key, words in said.items()
        for rude in RUDE[language]
        if re.search(rf"(?<!\w){re.escape(rude)}(?!\w)", words)
    }

    assert found == set()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", "Bạn ơi, sao chưa nộp"),
        ("vi", "Yêu cầu đồng chí nộp gấp"),
        ("en", "Hey, you must answer ASAP"),
    ],
)
def test_the_list_finds_what_is_rude(language: str, words: str) -> None:
    assert any(re.search(rf"(?<!\w){re.escape(r)}(?!\w)", words.lower()) for r in RUDE[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_shouted_at(language: str) -> None:
    texts = catalogue(language)

    assert [
        key for key, words in texts.items() if "!" in words and not key.startswith("doctor")
    ] == []
    loud = {
        (key, shouted)
        for key, words in texts.items()
        if not key.startswith("init.")  # a terminal's: what to put in stands there in capitals
        for shouted in re.findall(
            r"(?<![\w{])[^\W\d_a-z]{4,}(?: [^\W\d_a-z]{2,})*(?!\w)", QUOTED.sub("", words)
        )
        if shouted.isupper() and shouted not in LOUD | NAMES
    }
    assert loud == set()


def test_english_is_written_out() -> None:
    found = [
        key for key, words in catalogue("en").items() if CONTRACTED.search(QUOTED.sub("", words))
    ]

    assert found == []


def test_english_holds_no_vietnamese_but_the_products_name_and_what_is_quoted() -> None:
    found = [
        key
        for key, words in catalogue("en").items()
        if VIETNAMESE_LETTER.search(QUOTED.sub("", words).replace("Đôn Đốc", ""))
    ]

    assert found == []


def test_vietnamese_is_written_with_its_accents() -> None:
    """A whole sentence without one accent was forgotten in typing, or left in English."""
    found = [
        key
        for key, words in catalogue("vi").items()
        if len(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", words))) > 4
        and not VIETNAMESE_LETTER.search(words)
    ]

    assert found == []


def test_a_superior_is_reported_to() -> None:
    for occasion in ("remind", "report", "told"):
        said = render(f"greeting.leader_{occasion}", "vi", {"name": "Tâm"})
        assert said.startswith("Kính báo cáo đồng chí Tâm")
        assert "nhac viec" not in fold(said), "one does not remind a leader, one asks for a word"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dose_is_one_short_line(language: str) -> None:
    for name in {each for doses in TO_EXPLAIN.values() for each in doses}:
        said = render(f"dose.{name}", language)
        assert "\n" not in said
        assert len(said) <= 160
