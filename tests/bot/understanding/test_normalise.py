import re
import unicodedata
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import (
    blocker,
    counts,
    dates,
    day_roles,
    day_words,
    due_shifts,
    figure_roles,
    percent,
    refs,
    status,
)
from bot.understanding.keys import form_of, typed_forms
from bot.understanding.normalise import TAKEN_AT_MOST, normalise
from bot.understanding.shorthand import APART

ACCENTS = unicodedata.normalize("NFD", "ằắẳẵặậềịởữ")
TEXTS = st.text(max_size=80) | st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxy fjwz0123456789/%.,-\n\u200b\u202e７½" + ACCENTS,
    max_size=80,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Đã HOÀN THÀNH", "da hoan thanh"),
        ("７０％", "70%"),
        ("¾", "3/4"),
        ("x\u200bong\u202c", "xong"),
        ("xo\u00adng\ufe0f", "xong"),
        ("trước – sau", "truoc - sau"),
        ("một\u00a0 hai\r\n  ba", "một hai\n\nba".replace("ộ", "o")),
        ("<b>Xong</b> =1+1", "<b>xong</b> =1+1"),
        ("bao_cao_xong.docx", "bao_cao_xong.docx"),  # the name of a file stays one
    ],
)
def test_characters_come_in_one_form(typed: str, meant: str) -> None:
    assert normalise(typed).text == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("e lm xog r", "em lam xong roi"),
        ("hổng có, chưa mần", "khong co, chua lam"),
        ("máy hỏng", "may hỏng"),  # broken, not the southern "no"
        ("răng rứa hè", "sao vay he"),
        ("thứ sáu hay tuần sau", "thu sáu hay tuan sau"),
        ("NV12 t6", "nv12 thu 6"),
        ("xong t6/2027", "xong thang 6/2027"),
        ("h.thành bcáo, ktra k.phí", "hoan thanh bao cao, kiem tra kinh phi"),
        ("cho so lieu", "chờ so lieu"),  # without accents "cho" is told by what follows
        ("đang cho ky", "dang chờ ky"),  # ... also where only some words have theirs
        ("cho em xin", "cho em xin"),
        ("cho ký", "cho ky"),
        ("gửi bc chưa", "gui bao cao chua"),
        ("BC 3, bc-04, NV số 5", "bc 3, bc-04, nv so 5"),
        ("12/KH-STC", "12/kh-stc"),
        ("theo kh giao", "theo ke hoach giao"),
        ("kh biết", "khong biet"),
        ("quy mô lớn, đi mô", "quy mo lon, di dau"),
        ("làm song rồi, song song", "lam xong roi, song song"),
        ("3ngày, 500tr, tuan2", "3 ngay, 500 trieu, tuan 2"),
        ("do the work", "do the work"),
    ],
)
def test_short_forms_and_dialect_become_the_plain_word(typed: str, meant: str) -> None:
    assert normalise(typed).text == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sas ddang lamf baos caos", "sa dang lam bao cao"),
        ("d9a4 nop65", "da nop"),
        ("dduwowcj duocdwj dduwocj", "duoc duoc duoc"),
        ("d9u7o75c duoc975", "duoc duoc"),
        ("chwa chuaw chuwa", "chua chua chua"),
        ("tuanaf tuaanf tua62n", "tuan tuan tuan"),
        ("la2m nga2y mai tuan2", "lam ngay mai tuan"),  # in VNI "tuan2" is no week 2
        ("chowf kys", "chờ ky"),
        ("cho72 ky1", "chờ ky"),
        ("ddowij giaays", "đợi giay"),
        ("two more left at us", "two more left at us"),
    ],
)
def test_keys_of_an_input_method_are_taken_out(typed: str, meant: str) -> None:
    assert normalise(typed).text == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("xonggg rồiiii", "xong roi"),
        ("koooo đượccc", "khong duoc"),
        ("quý III", "quy iii"),
        ("PCCC", "pccc"),
        ("xnog đagn chưă khogn", "xong dang chua khong"),
        ("hoàn thnah", "hoan thanh"),
        ("daxong hoànthành", "da xong hoan thanh"),
        ("team plan wrong", "team plan wrong"),
        ("xing xang", "xing xang"),  # syllables, whatever they mean
        ("Nguyễn Trịnh", "nguyen trinh"),
    ],
)
def test_slips_of_the_words_that_decide_are_mended(typed: str, meant: str) -> None:
    assert normalise(typed).text == meant


@pytest.mark.parametrize("word", sorted(APART))
def test_accents_that_decide_are_kept_in_every_form(word: str) -> None:
    if word != "hỏng":
        assert normalise(unicodedata.normalize("NFD", word.upper())).text == word
    for (plain, keys), meant in typed_forms([word]).items():
        assert form_of(plain + keys, plain) == (plain, keys)
        assert meant == word


@given(TEXTS)
def test_every_stretch_leads_back_to_the_raw_text(raw: str) -> None:
    said = normalise(raw)

    assert len(said.text) == len(said.starts) == len(said.ends)
    assert all(0 <= a < b <= len(raw) for a, b in zip(said.starts, said.ends, strict=True))
    assert list(said.starts) == sorted(said.starts)
    assert said.quote(0, len(said.text)) in raw


@given(st.text(alphabet="aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻêềếghiìklmnoòôơờpqrstuùưừvxyỳ 1269", max_size=40))
def test_decomposed_accents_read_like_composed_ones(raw: str) -> None:
    assert normalise(unicodedata.normalize("NFD", raw)).text == normalise(raw).text


def test_a_quote_keeps_shorthand_and_accents_as_written() -> None:
    said = normalise("e  ko có Kinh Phí ạ")
    at = said.text.index("khong")

    assert said.quote(at, said.text.index("phi") + 3) == "ko có Kinh Phí"


@pytest.mark.parametrize(
    "text",
    [
        "x\u200b" * 50_000,
        "e" + "\u0301" * 100_000,
        "１２％ " * 25_000,
        "dxongz " * 14_000,
        "1" * 100_000,
    ],
    ids=["hidden", "marks", "full-width", "slips", "digits"],
)
def test_of_a_message_of_any_length_only_the_beginning_is_made_ready(text: str) -> None:
    said = normalise(text)

    assert len(said.text) <= 2 * TAKEN_AT_MOST
    assert said.raw == text


@pytest.mark.parametrize(
    "room",
    [
        blocker,
        counts,
        dates,
        day_roles,
        day_words,
        due_shifts,
        figure_roles,
        percent,
        refs,
        status,
    ],
    ids=lambda m: m.__name__,
)
def test_no_pattern_waits_for_an_accent_that_is_folded_away(room: ModuleType) -> None:
    patterns = [value.pattern for value in vars(room).values() if isinstance(value, re.Pattern)]
    if room is day_roles:
        patterns += [row.pattern for row in day_roles._TABLE]
    if room is day_words:
        patterns += [row.pattern for group in day_words._TABLE for row in group.rows]
    if room is figure_roles:
        rows = figure_roles._TABLE
        patterns += [p.pattern for row in rows for p in (row.before, row.after) if p]

    words = {word for pattern in patterns for word in re.findall(r"[^\W\d_]+", pattern)}
    assert {word for word in words if not word.isascii()} <= APART
