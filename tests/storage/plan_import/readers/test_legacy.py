"""Vietnamese from before Unicode is read as what it says; anything else stays as it is."""

import unicodedata

import pytest

from storage.plan_import.readers import file_lines, legacy
from storage.plan_import.readers.plain import decode

PLAN = (
    "KẾ HOẠCH\nThực hiện nhiệm vụ năm 2026\nI. NHIỆM VỤ\n1. Rà soát quy trình giải quyết hồ sơ.\n"
    "- Đơn vị chủ trì: Phòng Tổng hợp\n- Thời gian: tháng 9/2026\n2. Hướng dẫn các xã, phường ở "
    "những nơi khó khăn, kỹ lưỡng, đúng hạn; ý kiến gửi trước kỳ họp.\n"
)


def in_tcvn3(text: str) -> bytes:
    signs = {ord(letter): sign for sign, letter in zip(*_TCVN3, strict=True)}
    return text.lower().translate(signs).encode("latin-1")


_TCVN3 = (legacy._TCVN3_SIGNS, legacy._TCVN3_LETTERS)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("KÕ ho¹ch triÓn khai nhiÖm vô", "Kế hoạch triển khai nhiệm vụ"),
        ("§¬n vÞ chñ tr×: Phßng Tæng hîp", "Đơn vị chủ trì: Phòng Tổng hợp"),
        ("n­íc, ®­êng, ng­êi, ¡n, ¢m, ¦u", "nước, đường, người, Ăn, Âm, Ưu"),
        ("2026 (abc) 50%", "2026 (abc) 50%"),
    ],
)
def test_tcvn3(written: str, meant: str) -> None:
    assert legacy.from_tcvn3(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Keá hoaïch trieån khai nhieäm vuï", "Kế hoạch triển khai nhiệm vụ"),
        ("Ñôn vò chuû trì: Phoøng Toång hôïp", "Đơn vị chủ trì: Phòng Tổng hợp"),
        ("ÑÔN VÒ PHOÁI HÔÏP", "ĐƠN VỊ PHỐI HỢP"),
        (
            "nöôùc, ñöôøng, ngöôøi, kyõ, kyø, lyù, chæ, nghó",
            "nước, đường, người, kỹ, kỳ, lý, chỉ, nghĩ",
        ),
        ("naêm 2026, baûo ñaûm, quaän", "năm 2026, bảo đảm, quận"),
    ],
)
def test_vni(written: str, meant: str) -> None:
    assert legacy.from_vni(written) == meant


@pytest.mark.parametrize(
    "lines",
    [
        PLAN.splitlines(),
        ["The work plan of the office", "1. Café and naïve résumé"],
        ["Đồng chí Hoà, đồng chí Thuý", "hoá chất, khoá học"],
    ],
)
def test_what_is_unicode_stays(lines: list[str]) -> None:
    assert legacy.to_unicode(lines) == lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258", "tcvn3"])
def test_a_text_file_is_read_however_it_was_saved(encoding: str) -> None:
    if encoding == "cp1258":  # its accents are signs of their own
        content = in_cp1258(PLAN)
    else:
        content = in_tcvn3(PLAN) if encoding == "tcvn3" else PLAN.encode(encoding)

    read = [line.text.casefold() for line in file_lines("ke-hoach.txt", content)]

    assert read == [line.casefold() for line in PLAN.splitlines()]


def in_cp1258(text: str) -> bytes:
    """Letters with a hook or a roof stay, tones become signs behind them."""

    def of(letter: str) -> str:
        apart = unicodedata.normalize("NFD", letter)
        tones = [c for c in apart if c in "\u0300\u0301\u0303\u0309\u0323"]
        base = unicodedata.normalize("NFC", "".join(c for c in apart if c not in tones))
        return base + "".join(tones)

    return "".join(map(of, text)).encode("cp1258")


def test_what_is_nothing_of_all_this_is_read_as_it_stands() -> None:
    assert decode(b"caf\xe9", "a.txt") == "café"
