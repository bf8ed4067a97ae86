"""Units of an office: how their names are shortened for codes (NV12/HC-TH)."""

import re
from collections.abc import Collection

from scheduler.rules.words import fold_name

# The kind of unit stands before its name and is not part of the short form, but a centre says so.
_HEADS = (
    ("phong ", ""),
    ("trung tam ", "TT"),
    ("chi cuc ", "CC"),
    ("van phong ", "VP"),
    ("ban ", "B"),
    ("so ", "S"),
)
_SMALL = {"va", "cac", "cua", "tinh", "thuoc"}


def abbreviate(name: str, taken: Collection[str] = ()) -> str:
    """The short form of a unit's name: "Phòng Hành chính – Tổng hợp" is HC-TH.

    Initials of the words, a dash where the name has one, "&" for "và", no accents. A number is
    added when the form is `taken` already.
    """
    folded = fold_name(name)
    prefix = ""
    for head, mark in _HEADS:
        if folded.startswith(head):
            folded, prefix = folded.removeprefix(head), mark
            break
    marked = re.sub(r"\bva\b", "&", folded)
    parts = [
        "".join(
            "&" if word == "&" else word[0]
            for word in re.findall(r"[a-z0-9]+|&", part)
            if word not in _SMALL
        )
        for part in marked.split("-")
    ]
    short = (prefix + "-".join(part for part in parts if part)).upper() or "DV"
    return short if short not in taken else _numbered(short, taken)


def _numbered(short: str, taken: Collection[str]) -> str:
    number = 2
    while f"{short}{number}" in taken:
        number += 1
    return f"{short}{number}"
