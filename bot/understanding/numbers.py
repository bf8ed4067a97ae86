"""Numbers as officers write them: digits, and the Vietnamese words for 0 to 99."""

_UNITS = {
    "khong": 0, "mot": 1, "mốt": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5,
    "sau": 6, "sáu": 6, "bay": 7, "tam": 8, "tám": 8, "chin": 9,
}  # fmt: skip
_UNIT = "mot|mốt|hai|ba|bon|tu|nam|lam|sáu|sau|bay|tám|tam|chin"
# "bảy mươi", "sáu chục", "bảy lăm" (75), "mười hai", "mười", "bảy"; longest first.
WORDS = (
    rf"(?:(?:{_UNIT}) (?:muoi|chuc)(?: (?:{_UNIT}))?|muoi(?: (?:{_UNIT}))?"
    rf"|(?:{_UNIT}) lam|(?:{_UNIT}))"
)
DIGITS = r"[0-9]{1,4}(?:[.,][0-9]{1,2})?"
NUMBER = rf"(?:{DIGITS}|{WORDS})"


def value(text: str) -> float:
    """The number a match of NUMBER stands for."""
    text = text.strip()
    if text[0].isdigit():
        return float(text.replace(",", "."))
    total = 0
    for word in text.split():
        if word == "muoi":
            total = total * 10 or 10
        elif word == "chuc":
            total *= 10
        elif word == "lam" and 0 < total < 10:
            total = total * 10 + 5
        else:
            total += _UNITS[word]
    return float(total)


def half_up(amount: float) -> int:
    """Round as people do: 87.5 is 88."""
    return int(amount + 0.5)
