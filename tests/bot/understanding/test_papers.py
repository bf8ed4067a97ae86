"""What documents a reply goes by: said on Wednesday 5 August 2026."""

from datetime import date

import pytest

from bot.understanding.normalise import normalise
from bot.understanding.papers import Named, papers_in, without
from bot.understanding.parts import named_with
from bot.understanding.refs import find_mentions

TODAY = date(2026, 8, 5)


def shown(named: tuple[Named, ...]) -> list[str]:
    """ "letter 123/BC-HC 2026-08-05"; a day that cannot be it as it was typed."""
    return [
        f"{each.paper.kind} {each.paper.number} {each.paper.issued_on or each.unread}".strip()
        for each in named
    ]


@pytest.mark.parametrize(
    ("words", "papers"),
    [
        # the kind is said
        ("NV1 xong, công văn số 123/BC-HC ngày 5/8/2026", ["letter 123/BC-HC 2026-08-05"]),
        ("NV12 đã ban hành Quyết định 45/QĐ-UBND ngày 3/8", ["decision 45/QĐ-UBND 2026-08-03"]),
        ("nv1 xong cv 123/hc 5/8", ["letter 123/hc 2026-08-05"]),
        ("NV1 xong QĐ 45 ngày 3 tháng 8 năm 2026", ["decision 45 2026-08-03"]),
        ("NV1 xong, công văn số 123", ["letter 123"]),
        ("NV1 đã gửi công văn 77 ngày 4/8", ["letter 77 2026-08-04"]),
        ("NV1 xong, BB số 3/BB-HC hôm nay", ["minutes 3/BB-HC 2026-08-05"]),
        ("NV1 hoàn thành, kế hoạch số 12/KH-HC đã ký 30/7", ["plan 12/KH-HC 2026-07-30"]),
        ("đã trình Tờ trình số 9/TTr-HC, ngày 28-07-2026", ["submission 9/TTr-HC 2026-07-28"]),
        ("NV1 xong. Công văn 123/HC-TH (5/8)", ["letter 123/HC-TH 2026-08-05"]),
        ("NV1 done, letter no. 123/BC-HC dated 3/8/2026", ["letter 123/BC-HC 2026-08-03"]),
        ("NV1 issued decision 45/QD-UBND dated 3/8", ["decision 45/QD-UBND 2026-08-03"]),
        ("giấy mời số 8/GM-HC ngày 1/8 đã gửi, NV2 xong", ["invitation 8/GM-HC 2026-08-01"]),
        ("NV2 xong, hợp đồng số 15/2026/HĐ-HC ký 31/7", ["contract 15/2026/HĐ-HC 2026-07-31"]),
        # the kind stands in the letters of the number, or nowhere
        ("NV3 xong theo VB số 77/HC-VP, 4/8", ["document 77/HC-VP 2026-08-04"]),
        ("xong rồi ạ, số 77/HC-VP ngày hôm qua", ["document 77/HC-VP 2026-08-04"]),
        ("NV1 xong, số 123/BC-HC", ["report 123/BC-HC"]),
        ("nv5 xong so 45/qd-ubnd ngay 3/8", ["decision 45/qd-ubnd 2026-08-03"]),
        ("NV1 xong, 45/QĐ-UBND ngày 3/8", ["decision 45/QĐ-UBND 2026-08-03"]),
        ("NV1 đã trình văn bản số 15-CV/ĐU ngày 4.8.2026", ["letter 15-CV/ĐU 2026-08-04"]),
        ("NV1 xong (VB 77/HC-VP ngày 4/8)", ["document 77/HC-VP 2026-08-04"]),
        ("NV1 xong, số: 45 /QĐ-UBND ngày 3/8", ["decision 45/QĐ-UBND 2026-08-03"]),
        # a report's own number, beside codes of ours
        ("NV1 xong, kèm Báo cáo số 1270/BC-TTCNTT", ["report 1270/BC-TTCNTT"]),
        ("NV1 xong, báo cáo số 12/HC ngày 3/8", ["report 12/HC 2026-08-03"]),
        (
            "NV4 xong, đã trình tại Tờ trình số 9/TTr-HC ngày 2/8",
            ["submission 9/TTr-HC 2026-08-02"],
        ),
        # several
        ("xong NV1, CV số 11 và số 12 ngày 4/8", ["letter 11 2026-08-04", "letter 12 2026-08-04"]),
        (
            "NV1 xong: QĐ 45/QĐ-HC ngày 3/8, công văn số 9/HC-TH ngày 4/8",
            ["decision 45/QĐ-HC 2026-08-03", "letter 9/HC-TH 2026-08-04"],
        ),
        # work that goes on
        (
            "NV1 60%, đã có tờ trình số 12/TTr-HC ngày 3/8",
            ["submission 12/TTr-HC 2026-08-03"],
        ),
        ("NV2 vướng kinh phí, đã gửi công văn số 9/HC ngày 3/8", ["letter 9/HC 2026-08-03"]),
        ("NV1 60%, VB số 77/HC-VP, 20/8 xong", ["document 77/HC-VP"]),
        # the day: without a year the last one; one to come, or none at all, is not taken
        ("NV1 xong, công văn số 123/HC ngày 20/12", ["letter 123/HC 20/12"]),
        ("NV1 xong, công văn số 123/HC ngày 1/3", ["letter 123/HC 2026-03-01"]),
        ("NV1 xong, công văn số 123/HC ngày 5/9/2026", ["letter 123/HC 5/9/2026"]),
        ("NV1 xong, công văn số 123/HC ngày 31/2", ["letter 123/HC 31/2"]),
        ("NV1 xong, công văn số 123/HC ngày 3/8/26 ạ", ["letter 123/HC 2026-08-03"]),
        # why the work is done, or what nobody has yet, is no evidence
        ("NV3 theo Kế hoạch số 12/KH-UBND chưa thực hiện", []),
        ("NV1 xong theo Kế hoạch số 12/KH-UBND", []),
        ("NV1 xong theo quyết định 45/QĐ-UBND", []),
        ("NV1 đang làm theo công văn số 12/UBND-VX ngày 1/8", []),
        ("NV1 60%, làm theo chỉ đạo tại công văn số 5/UBND-VX", []),
        ("NV1 60%, căn cứ Quyết định số 45/QĐ-UBND ngày 3/8", []),
        ("NV1 đã trả lời công văn số 5/STC ngày 1/8", []),
        ("NV1 vướng, chờ công văn số 5/STC-NS ngày 1/8", []),
        ("NV1 chưa xong, chưa có quyết định số 45/QĐ-UBND", []),
        ("NV1 60%, sẽ ban hành quyết định 45/QĐ-UBND ngày 10/8", []),
        ("NV1 80%, quyết định 45/QĐ-UBND chưa ký", []),
        ("NV1 đã nhận được công văn số 5/STC", []),
        ("NV1 done under plan no. 12/KH-UBND", []),
        # no number of a document at all
        ("NV1 60% 12/8", []),
        ("NV12/HC-TH xong", []),
        ("BC3/HC-TH gửi", []),
        ("NV1 xong, báo cáo số 3", []),
        ("NV1 xong 3/5 xã, gửi 12 văn bản", []),
        ("NV1 xong, công văn 12 đơn vị đã trả lời", []),
        ("kế hoạch 2026 xong 60%", []),
        ("đã làm 10/hộ, 5/8 xã", []),
        ("NV7 xong, số 9 chưa", []),
        ("NV1 xong, đã ban hành văn bản", []),
        ("NV1 đạt 45/60 quyết định", []),
        ("", []),
    ],
)
def test_documents_are_read_as_they_are_cited(words: str, papers: list[str]) -> None:
    assert shown(papers_in(words, TODAY)) == papers


@pytest.mark.parametrize(
    ("said_on", "day"),
    [
        (date(2027, 1, 4), "2026-12-30"),  # at new year the day was of the old one
        (date(2026, 12, 31), "2026-12-30"),
        (date(2026, 12, 29), "30/12"),
    ],
)
def test_a_day_without_a_year_is_the_last_such_day(said_on: date, day: str) -> None:
    named = papers_in("NV1 xong, công văn số 1/HC ngày 30/12", said_on)
    assert shown(named) == [f"letter 1/HC {day}"]


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("nv1 xong cv 123/hc 5/8", "nv1 xong"),
        ("NV3 xong theo VB số 77/HC-VP, 4/8 ạ", "NV3 xong ạ"),
        ("NV1 xong (VB 77/HC-VP ngày 4/8)", "NV1 xong"),
        ("NV1 xong, CV số 11 và số 12 ngày 4/8; NV2 60%", "NV1 xong ; NV2 60%"),
        ("NV1 60%", "NV1 60%"),
    ],
)
def test_what_is_left_says_how_the_work_stands(words: str, rest: str) -> None:
    assert without(words, papers_in(words, TODAY)) == rest


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("NV1 xong, công văn số 5/HC; NV2 60%", {"NV1": "5/HC"}),
        ("NV1 60%; NV2 xong, công văn số 5/HC", {"NV2": "5/HC"}),
        ("NV1, NV2 xong, công văn số 5/HC", {"NV1": "5/HC", "NV2": "5/HC"}),
        ("Quyết định 45/QĐ-HC: NV1 xong, NV2 60%", {"NV1": "45/QĐ-HC"}),
        (
            "NV1 xong công văn số 5/HC, NV2 xong công văn số 6/HC",
            {"NV1": "5/HC", "NV2": "6/HC"},
        ),
    ],
)
def test_each_code_has_the_documents_named_with_it(words: str, numbers: dict[str, str]) -> None:
    said = normalise(words)
    found = named_with(said, find_mentions(said.text, {}), papers_in(words, TODAY))
    assert {code: " ".join(n.paper.number for n in named) for code, named in found.items()} == (
        numbers
    )
