"""Which unit of the office a plan means: sure, asked about, or none; never across numbers."""

import pytest

from storage.plan_import.matching import Known

OFFICE = [
    "Phòng Hành chính – Tổng hợp",
    "Phòng Kế hoạch - Tài chính",
    "Phòng Công nghệ và Chuyển đổi số",
    "Phòng Khoa học",
    "Phòng Tài vụ",
    "Phòng Thanh tra 1",
    "Phòng Thanh tra 2",
    "Phòng Tổ chức cán bộ",
    "Sở Khoa học và Công nghệ",
    "Sở Tài chính",
    "Sở Nội vụ",
    "Thanh tra Sở",
    "Trung tâm Ứng dụng công nghệ",
    "Chi cục Tiêu chuẩn Đo lường Chất lượng",
    "Văn phòng HĐND và UBND tỉnh",
    "Phòng Quản lý công nghiệp",
    "Phòng Quản lý công nghệ",
]
KNOWN = Known({name: n for n, name in enumerate(OFFICE)} | {"TV": 4})


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("PHÒNG HÀNH CHÍNH - TỔNG HỢP", "Phòng Hành chính – Tổng hợp"),
        ("Phòng Kế hoạch, Tài chính", "Phòng Kế hoạch - Tài chính"),
        ("Phòng Kế hoạch và Tài chính", "Phòng Kế hoạch - Tài chính"),
        ("P. Tài vụ", "Phòng Tài vụ"),
        ("Phòng TV", "Phòng Tài vụ"),  # two letters, but the office calls it so
        ("P. KHTC", "Phòng Kế hoạch - Tài chính"),
        ("Phòng KH-TC", "Phòng Kế hoạch - Tài chính"),
        ("Phòng CN&CĐS", "Phòng Công nghệ và Chuyển đổi số"),
        ("Phòng Công nghệ và chuyển đổi sô", "Phòng Công nghệ và Chuyển đổi số"),
        ("Sở KH&CN", "Sở Khoa học và Công nghệ"),
        ("Sở KHCN", "Sở Khoa học và Công nghệ"),
        ("Sở Nội vu", "Sở Nội vụ"),
        ("TT Ứng dụng công nghệ", "Trung tâm Ứng dụng công nghệ"),
        ("Trung tâm ƯDCN", "Trung tâm Ứng dụng công nghệ"),
        ("Chi cục TCĐLCL", "Chi cục Tiêu chuẩn Đo lường Chất lượng"),
        ("VP HĐND và UBND tỉnh", "Văn phòng HĐND và UBND tỉnh"),
        (
            "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân tỉnh",
            "Văn phòng HĐND và UBND tỉnh",
        ),
    ],
)
def test_what_is_sure(written: str, unit: str) -> None:
    found = KNOWN.match([written]).sure
    assert found is not None
    assert OFFICE[found] == unit


@pytest.mark.parametrize(
    ("written", "perhaps", "proposed"),
    [
        ("Phòng KH", ["Phòng Khoa học"], "Phòng Khoa học"),
        ("Phòng Hành chính", ["Phòng Hành chính – Tổng hợp"], "Phòng Hành chính – Tổng hợp"),
        ("Thanh tra", ["Thanh tra Sở"], "Thanh tra Sở"),
        ("Sở TC", ["Sở Tài chính"], "Sở Tài chính"),
        ("VP HĐND và UBND", ["Văn phòng HĐND và UBND tỉnh"], "Văn phòng HĐND và UBND tỉnh"),
        ("Phòng Tổ chức cán pộ", ["Phòng Tổ chức cán bộ"], "Phòng Tổ chức cán bộ"),
        # Another province's is no part of ours, but may be ours written in full.
        ("Sở Tài chính tỉnh Lạng Sơn", ["Sở Tài chính"], None),
        (
            "Phòng Quản lý công nghê p",
            ["Phòng Quản lý công nghiệp", "Phòng Quản lý công nghệ"],
            None,
        ),
    ],
)
def test_what_is_asked(written: str, perhaps: list[str], proposed: str | None) -> None:
    match = KNOWN.match([written])
    assert match.sure is None
    assert [OFFICE[n] for n in match.perhaps] == perhaps
    assert (None if match.proposed is None else OFFICE[match.proposed]) == proposed


@pytest.mark.parametrize(
    "written",
    [
        "Phòng Thanh tra 3",
        "Phòng Thanh tra",
        "Sở Ngoại vụ",
        "Sở Y tế",
        "Sở KH&ĐT",
        "Phòng Tài chính",
        "Phòng Khoa học và Công nghệ",
        "Trung tâm Khoa học",
        "Công an tỉnh",
    ],
)
def test_what_is_none_of_the_offices(written: str) -> None:
    match = KNOWN.match([written])
    assert match.sure is None
    assert not match.perhaps


@pytest.mark.parametrize(
    ("office", "written", "sure", "perhaps"),
    [
        (["Phòng KHTC"], "Phòng Kế hoạch - Tài chính", "Phòng KHTC", []),
        (["Sở KH&CN", "Sở TT&TT"], "Sở Khoa học và Công nghệ", "Sở KH&CN", []),
        (
            ["Phòng Kế hoạch", "Phòng Khoa học"],
            "Phòng KH",
            None,
            ["Phòng Kế hoạch", "Phòng Khoa học"],
        ),
        (
            ["Phòng Quản lý công nghệ", "Phòng Quản lý công nghiệp"],
            "Phòng QLCN",
            None,
            ["Phòng Quản lý công nghệ", "Phòng Quản lý công nghiệp"],
        ),
        (["Tổ công tác II"], "Tổ công tác I", None, []),
        (["UBND tỉnh"], "Ủy ban nhân dân tỉnh", "UBND tỉnh", []),
        (["UBND tỉnh"], "UBND tỉnh Lào Cai", None, ["UBND tỉnh"]),
    ],
)
def test_what_depends_on_the_others(
    office: list[str], written: str, sure: str | None, perhaps: list[str]
) -> None:
    match = Known({name: n for n, name in enumerate(office)}).match([written])
    assert (None if match.sure is None else office[match.sure]) == sure
    assert [office[n] for n in match.perhaps] == perhaps
    if len(perhaps) > 1:
        assert match.proposed is None
