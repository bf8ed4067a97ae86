import pytest

from bot.understanding.clauses import clauses_of
from bot.understanding.normalise import normalise


def cut(text: str) -> list[tuple[str, str, str]]:
    plain = normalise(text).text
    return [(c.before, plain[c.start : c.end].strip(), c.after) for c in clauses_of(plain)]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("chưa nộp, mai em nộp", [("", "chua nop", "mark"), ("mark", "mai em nop", "")]),
        ("chưa nộp vì mất điện", [("", "chua nop", "cause"), ("cause", "mat dien", "")]),
        ("mất điện nên chưa nộp", [("", "mat dien", "effect"), ("effect", "chua nop", "")]),
        ("đạt 60% nhưng thiếu đá", [("", "dat 60%", "turn"), ("turn", "thieu da", "")]),
        ("Nguyên nhân: đường trơn", [("cause", "duong tron", "")]),
        ("Khó khăn: (1) đường trơn", [("trouble", "duong tron", "")]),
        ("còn 1,5 km", [("", "con 1,5 km", "")]),
        ("đơn vị em vi phạm gì", [("", "don vi em vi pham gi", "")]),
    ],
)
def test_a_message_is_cut_at_its_marks_and_connectives(
    text: str, clauses: list[tuple[str, str, str]]
) -> None:
    assert cut(text) == clauses


def test_a_question_asks_with_the_supposition_before_it() -> None:
    asked = [c.asked for c in clauses_of("da gui, vuong thi bao ai?")]

    assert asked == [False, True, True]
