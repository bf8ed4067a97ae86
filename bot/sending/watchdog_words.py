"""The watchdog's digest in words: a line for each kind of finding, whatever their number."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.texts import render, text


def watchdog_words(lines: Iterable[Mapping[str, Any]], language: str) -> str:
    """What is new, then what still stands, then what is over; `lines` as `alarm.Line` has them."""
    return render(
        "digest.watchdog", language, {"lines": [line_words(each, language) for each in lines]}
    )


def line_words(line: Mapping[str, Any], language: str) -> str:
    """One kind of finding, with what to do about it where it is new."""
    kind, more = line["kind"], line["more"]
    names = "; ".join(each.get(language, each["name"]) for each in line["names"])
    others = text("watchdog.more", n=more) if more else ""
    facts = {"count": line["count"], "names": names, "more": others}
    if line["what"] == "new":
        return render(f"watchdog.new.{kind}", language, facts)
    what = text(f"watchdog.kind.{kind}")
    if line["what"] == "stands":
        return render("watchdog.stands", language, {"count": line["count"], "what": what})
    named = text("watchdog.named", names=names, more=others) if names else ""
    return render("watchdog.over", language, {"what": what, "named": named})
