"""What a message says of each of several codes, one line each: code, intent, percent, day."""

import pytest

from bot.understanding import Context, Intent, understand
from tests.bot.understanding.builders import NOW


def parts(text: str, context: Context | None = None) -> list[str]:
    """ "NV3 done 100" of each; a question mark behind what is not sure."""
    found = understand(text, NOW, "task", context or Context())
    return [
        " ".join(
            [
                item.ref,
                str(item.intent),
                *([str(item.percent)] if item.percent is not None else []),
                *([f"{item.date:%d/%m}"] if item.date else []),
            ]
        )
        + ("" if item.sure else "?")
        for item in found.items
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # The status behind its codes.
        ("NV3 xong, NV5 60%", ["NV3 done 100", "NV5 progress 60"]),
        ("NV3 60%, thứ 6 xong; NV5 chưa làm", ["NV3 progress 60 16/10", "NV5 not_started"]),
        ("nv3 xong nv5 chưa làm", ["NV3 done 100", "NV5 not_started"]),
        ("- NV3: đã gửi\n- BC5: đang làm 30%", ["NV3 done 100", "BC5 progress 30"]),
        ("nv3 70 nv5 20", ["NV3 progress 70", "NV5 progress 20"]),
        ("NV3 xong còn NV5 thì chưa làm", ["NV3 done 100", "NV5 not_started"]),
        ("NV3 đã xong, riêng NV5 xin lùi đến 20/10", ["NV3 done 100", "NV5 extension 20/10"]),
        ("báo cáo chị NV3 và NV5 đã xong", ["NV3 done 100", "NV5 done 100"]),
        ("nv3 nv5 đều 50", ["NV3 progress 50", "NV5 progress 50"]),
        ("NV3 chờ ký, NV5 chuyển cho chị Lan rồi", ["NV3 progress", "NV5 delegate"]),
        # Before them.
        ("xong NV3, đang làm NV5", ["NV3 done 100", "NV5 progress"]),
        ("đã xong: NV3, NV4; đang làm: NV5", ["NV3 done 100", "NV4 done 100", "NV5 progress"]),
        ("Xong NV3. NV5 đang làm 40%", ["NV3 done 100", "NV5 progress 40"]),
        ("✅ NV3 ✅ NV5", ["NV3 done 100", "NV5 done 100"]),
        ("chưa xong NV3 với NV4", ["NV3 progress", "NV4 progress"]),
        ("done NV3, NV5 in progress", ["NV3 done 100", "NV5 progress"]),
        # Around them.
        ("em xin gia hạn NV5 đến 20/10, NV6 xong rồi", ["NV5 extension 20/10", "NV6 done 100"]),
        ("xin lùi NV3, NV4 đến 20/10", ["NV3 extension 20/10", "NV4 extension 20/10"]),
        ("đang làm NV3, NV4, được 60%", ["NV3 progress 60", "NV4 progress 60"]),
        # Before some and behind the last.
        ("xong NV3, NV5 chưa làm", ["NV3 done 100", "NV5 not_started"]),
        ("xong NV3, NV4, NV5 chưa làm", ["NV3 done 100", "NV4 done 100", "NV5 not_started"]),
        # One for all, and all but one.
        ("NV3-NV5 xong", ["NV3 done 100", "NV4 done 100", "NV5 done 100"]),
        ("NV3 em nộp chung với NV5 thứ 6", ["NV3 progress 16/10", "NV5 progress 16/10"]),
        ("NV3 gộp với NV5, em gửi rồi", ["NV3 done 100", "NV5 done 100"]),
        ("NV3 60%, NV5 40%, cả hai thứ 6 xong", ["NV3 progress 60 16/10", "NV5 progress 40 16/10"]),
        ("NV3-NV5 xong trừ NV4", ["NV3 done 100", "NV4 progress?", "NV5 done 100"]),
        ("NV3-NV5 xong, trừ NV4 mới 40%", ["NV3 done 100", "NV4 progress 40", "NV5 done 100"]),
        ("NV3 và NV5 đang làm, riêng NV5 được 70%", ["NV3 progress", "NV5 progress 70"]),
        ("NV3 xong, NV5 60%, còn lại chưa làm", ["NV3 done 100", "NV5 progress 60"]),
        # A question, or a word of assent, beside a status.
        ("NV3 xong ạ, NV5 là việc gì?", ["NV3 done 100", "NV5 question"]),
        ("NV5 là việc gì vậy? NV3 xong", ["NV5 question", "NV3 done 100"]),
        ("NV3 xong, NV5 60%, NV3 nộp ở đâu ạ?", ["NV3 done 100", "NV5 progress 60"]),
    ],
)  # fmt: skip
def test_each_code_has_what_is_said_of_it(text: str, told: list[str]) -> None:
    assert parts(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "NV3 xong",
        "NV3 với NV5 khác nhau chỗ nào ạ?",
        "NV3 xong chưa, NV5 xong chưa?",
        "Kính gửi anh danh sách NV3, NV5",
    ],
)
def test_without_a_status_of_two_codes_there_are_no_parts(text: str) -> None:
    assert parts(text) == []


def test_the_message_says_what_its_first_status_says() -> None:
    found = understand("NV5 là việc gì vậy? NV3 được 40%", NOW, "task")

    assert (found.intent, found.percent, found.refs) == (Intent.PROGRESS, 40, ("NV5", "NV3"))


def test_many_statuses_are_told_apart_up_to_a_limit() -> None:
    text = ", ".join(f"NV{n} {n + 20}%" for n in range(1, 60))

    assert parts(text)[:2] == ["NV1 progress 21", "NV2 progress 22"]
    assert len(parts(text)) == 20


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("NV1 xong NV2", ["NV1", "NV2"]),
        ("NV1 60% NV2", ["NV1", "NV2"]),
        ("NV10 chứ không phải NV1 xong rồi", ["NV10", "NV1"]),
    ],
)
def test_a_code_that_nothing_is_surely_said_of_is_asked_about(
    text: str, doubted: list[str]
) -> None:
    found = understand(text, NOW, "task")

    assert not found.sure
    assert [item.ref for item in found.items if not item.sure] == doubted
