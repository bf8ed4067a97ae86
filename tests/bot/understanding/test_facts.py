import re

import pytest

from bot.understanding import facts as table
from bot.understanding import status
from bot.understanding.facts import PATTERNS, facts_of
from bot.understanding.lexemes import lexemes
from bot.understanding.normalise import normalise
from bot.understanding.vocabulary import VOCABULARY


def facts(text: str) -> frozenset[str]:
    return facts_of(normalise(text).text)


@pytest.mark.parametrize(
    ("text", "phrase", "concept"),
    [
        ("chưa xong", "chua xong", "unfinished"),  # the longest phrase, not "chưa" and "xong"
        ("đang họp chi bộ", "chi bo", "compound"),  # a compound hides the word in it
        ("xonggggg", "xong", "finished"),
        ("vẫn kịp", "kip", "in_time"),
        ("hoàn tất", "hoan tat", "finished"),  # one entry says "hoan thanh/tat"
    ],
)
def test_the_longest_phrase_is_taken(text: str, phrase: str, concept: str) -> None:
    found = {lexeme.text: lexeme.concepts for lexeme in lexemes(normalise(text).text)}

    assert concept in found[phrase]


@pytest.mark.parametrize(
    ("text", "held", "not_held"),
    [
        ("lắp xong rồi", "finished plainly_finished completed", "unfinished done_voided"),
        ("gửi rồi nhé", "finished handed_in lone_done", "completed"),
        ("đã nộp bộ hồ sơ hôm qua", "finished handed_in past_said", "done_planned"),
        ("chưa xong đâu", "unfinished", "finished"),
        ("gần xong rồi", "unfinished", "finished"),
        ("có thể xong", "done_voided", "finished lone_done"),
        ("khó mà làm xong", "done_voided", "finished lone_done"),
        ("cần xong gấp", "", "finished"),
        ("chắc lắp xong rồi", "finished doubtful", ""),
        ("chắc chắn lắp xong rồi", "finished", "doubtful"),
        ("bên điện lực xong rồi", "finished doubtful", ""),
        ("bên em xong rồi", "finished lone_done", "doubtful"),
        ("Hùng bảo xong rồi", "finished doubtful", ""),
        ("em báo xong rồi mà", "finished", "doubtful"),
        ("bên kia gửi rồi", "finished doubtful", ""),
        ("gửi bên điện lực rồi", "finished", "doubtful"),
        ("tài liệu đủ rồi", "", "finished"),
        ("dự án xong rồi", "finished", "social"),
        ("ăn xong rồi", "social", "finished"),
        ("xong rồi?", "finished doubtful", ""),
        ("xong rồi, sao còn nhắc?", "finished", "doubtful"),
        ("finished, not sent", "unfinished", ""),
        ("done, needs a stamp", "finished left", "past_said"),
        ("có thể nộp sau không", "whether", ""),
        ("tuần sau lắp xong", "promised", "finished"),
        ("nếu lắp xong thì tốt", "done_voided", "finished"),
        ("xong phần móng", "unfinished done_voided", "finished"),
        ("rồi ạ", "lone_done", "ack"),
        ("lắp xong, tuần sau chạy thử", "finished open", "done_planned"),
        ("chưa triển khai", "not_begun", "unfinished"),
        ("chưa", "bare_no", "not_begun"),
        ("chưa làm được", "cannot not_begun", ""),
        ("đang soạn", "ongoing", "not_begun"),
        ("đang nghỉ phép", "capacity", "ongoing"),
        ("trình ký rồi", "signing", "finished"),
        ("đã được phê duyệt", "approved", ""),
        ("xin thêm 4 ngày", "asks_time", ""),
        ("không kịp anh ạ", "late", ""),
        ("không trễ đâu", "not_late", "late"),
        ("xin mẫu biểu", "asks_material", "asks_time"),
        ("bao giờ phải nộp", "question_word", ""),
        ("nộp chưa vậy", "whether", ""),
        ("không sót trường nào", "none_at_all", ""),
        ("giao chị Hà làm rồi", "given", ""),
        ("bàn giao mặt bằng rồi", "finished", "handed_over"),
        ("không thuộc chức năng", "not_ours", ""),
        ("kỳ này không phát sinh", "nil_report", ""),
        ("em quên mất", "forgot", ""),
        ("không quên đâu", "", "forgot"),
    ],
)
def test_what_a_clause_asserts(text: str, held: str, not_held: str) -> None:
    found = facts(text)

    assert set(held.split()) <= found
    assert not set(not_held.split()) & found


def test_every_pattern_names_concepts_of_the_vocabulary() -> None:
    patterns = [pattern for group in PATTERNS.values() for pattern in group]
    patterns += [*table._FINISHED, *table._PLAINLY, *table._LONE]
    named = {part.lstrip("!") for pattern in patterns for part in re.findall(r"!?\w+", pattern)}
    named |= table._VOID_BEFORE | table._VOID_BEHIND | table._OPEN

    assert named - {"word", "number"} <= set(VOCABULARY)


def test_every_rule_names_facts_that_can_hold() -> None:
    from_evidence = (
        "percent hundred zero_percent over date to_come proposal difficulty outside"
        " foreign_lateness working unsent planned payload asks"
    )
    from_clauses = (
        "finished plainly_finished lone_done done_word done_voided done_planned handed_in"
        " completed promised now open"
    )
    known = {*PATTERNS, *from_evidence.split(), *from_clauses.split()}
    named = {name for rule in status._RULES for name in (rule.needs + " " + rule.unless).split()}
    named |= {name for names in status._AGAINST.values() for name in names}

    assert named <= known


def test_a_long_message_of_short_words_is_read_in_linear_time() -> None:
    found = facts("da anh chi em c " * 5000)

    assert "finished" not in found
