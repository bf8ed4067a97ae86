"""Offsets and lengths count UTF-16 units, as everywhere in the Bot API."""


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
