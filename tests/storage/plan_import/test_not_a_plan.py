"""What cannot be read as a plan is refused with one sentence that says what to do."""

import io

import docx
import pytest

from storage.plan_import import NotAPlan, read_plan

SHOPPING = "Đi chợ\n- 2 kg gạo\n- 10 quả trứng gà\n1. Mua rau ở chợ Bến Thành\n2. Mua cá tươi\n"


def empty_docx() -> bytes:
    file = io.BytesIO()
    docx.Document().save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("rong.txt", b"", "empty"),
        ("trang.txt", b" \n\n", "empty"),
        ("rong.docx", empty_docx(), "empty"),
        ("cho.txt", SHOPPING.encode(), "no_tasks"),
        ("thu.txt", "Kính gửi anh An, mai họp lúc 8 giờ.".encode(), "no_tasks"),
        ("hong.docx", b"PK\x03\x04 cut off in the middle", "damaged"),
        ("hong.docx", empty_docx()[:4000], "damaged"),
        ("khong.docx", b"this is no archive at all", "damaged"),
        ("la.txt", b"\x00\x01\x02\x03", "damaged"),
        ("ke-hoach.pdf", b"%PDF-1.7 ...", "damaged"),
        ("ke-hoach.doc", b"\xd0\xcf\x11\xe0 ...", "unsupported"),
    ],
)
def test_a_file_without_a_plan_is_refused(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(NotAPlan) as refused:
        read_plan(name, content)

    assert refused.value.reason == reason
    assert name in str(refused.value)
    assert "Hãy" in str(refused.value)
