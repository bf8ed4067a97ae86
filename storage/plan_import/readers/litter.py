"""What a site shows around a plan that somebody copied: menus, buttons, counts, other links.

A line is left out only if a site alone would say it; a plan's own words stay.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from scheduler.rules.words import fold
from storage.plan_import.text import Line

_DAY = r"(?:(?:thu \w+|chu nhat),? ?)?(?:ngay )?\d{1,2}[/-]\d{1,2}[/-]\d{4}"
_CLOCK = r"\d{1,2}[:h]\d{2}(?::\d{2})?(?: ?[ap]m)?"
_LITTER = re.compile(
    "|".join(
        (
            # menus and the way to the page
            r"trang chu|gioi thieu( chung)?|lien he|tin tuc( (?:-|va) su kien)?|tin (?:moi|khac)"
            r"|dang (?:nhap|ky|xuat)|tim kiem( nang cao)?|so do (?:cong|trang|website).*|english"
            r"|tieng viet|hoi dap|thu dien tu|lich cong tac|menu|rss|skip to .*"
            r"|(?:chuyen|den) noi dung chinh|(?:ban dang o|vi tri)\s*:.*",
            r"(?:trang chu|home)\s*(?:[>»›→]|/(?!\d)).*",
            # buttons
            r"chia se( (?:bai viet|len|qua|tren|facebook|zalo|twitter).*)?\s*:?|xem them\b.{0,120}"
            r"|in (?:trang|bai|bai viet)( nay)?|gui (?:email|mail|cho ban be)|ban in|luu bai viet"
            r"|(?:nghe|doc) bai viet|co chu\s*:?.*|a[+-]( ?a[+-])*|facebook|zalo|twitter|google\+?"
            r"|(?:sao chep|copy) (?:lien ket|link)|(?:thich|like|share|tweet|print|email)( \d+)?"
            r"|tai (?:ve|xuong|file|tep)( tai day)?|(?:ve|len) dau trang|quay lai|tro ve"
            r"|danh gia bai viet.*|\d+(?:[.,]\d)?/5( trong .*)?|quet ma qr.*",
            # counts, dates of posting, tags
            r"(?:so )?luot (?:xem|doc|truy cap|tai)( bai viet)?\s*:?\s*[\d.,]*"
            r"|[\d.,]+ (?:luot (?:xem|doc|tai)|views?)|binh luan( ?\(?\d+\)?)?|gui binh luan"
            r"|dang (?:truy cap|online)\s*:.*|tong luot truy cap.*",
            rf"(?:ngay dang|dang ngay|dang luc|ngay cap nhat|cap nhat(?: lan cuoi)?|cap nhat luc"
            rf"|thoi gian dang|ngay xuat ban)\s*:?\s*(?:{_CLOCK}[\s,|-]*)?{_DAY}.{{0,40}}",
            r"(?:tu khoa|tags?|tac gia)\s*:.*|https?://\S+|www\.\S+"
            r"|(?:ban quyen|copyright|©).{0,120}",
        )
    )
)
# Above the first section only: below it, a day with an hour may be a task's.
_POSTED = re.compile(rf"{_DAY}[\s,|-]+{_CLOCK}( ?\(?gmt ?\+? ?7\)?)?|{_CLOCK}[\s,|-]+{_DAY}")
_RELATED = re.compile(
    r"(?:cac )?(?:tin(?: tuc| bai)?|bai viet|bai|video|chu de)"
    r" (?:lien quan|cung chuyen muc|cung chu de|khac|moi hon|cu hon|moi nhat|doc nhieu)\s*:?"
    r"|y kien ban doc\s*:?"
)
_SECTION = re.compile(r"(?:[IVX]+|[1-9]\d?)\.\s")
_GOES_ON = re.compile(r"[IVX]+\.\s|nơi nhận", re.IGNORECASE)
_LONGEST = 160


def without_litter(lines: Sequence[Line]) -> list[Line]:
    """The lines without those of a site, and without the links below the plan."""
    begin = next((n for n, line in enumerate(lines) if _SECTION.match(line.text)), len(lines))
    kept: list[Line] = []
    left_out = False
    for place, line in enumerate(lines):
        if place > begin and _RELATED.fullmatch(_said(line)) and _is_the_last(lines[place:]):
            break
        if is_litter(line) or (place < begin and _POSTED.fullmatch(_said(line))):
            left_out = True
            continue
        kept.append(replace(line, after_break=True) if left_out and kept else line)
        left_out = False
    return kept


def is_litter(line: Line) -> bool:
    """Whether only a site would say this on a line of its own."""
    return len(line.text) <= _LONGEST and bool(_LITTER.fullmatch(_said(line)))


def _is_the_last(lines: Sequence[Line]) -> bool:
    return not any(_GOES_ON.match(line.text) for line in lines)


def _said(line: Line) -> str:
    return fold(line.text).strip(" .*|•-–»›")
