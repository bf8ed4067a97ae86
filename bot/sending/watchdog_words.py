"""The watchdog's digest in words: a line for each kind of finding, whatever their number."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.texts import as_title, joined, marked, text


def watchdog_words(lines: Iterable[Mapping[str, Any]], language: str) -> str:
    """What is new, then what still stands, then what is over; `lines` as `alarm.Line` has them."""
    words = [line_words(each, language) for each in lines]
    return marked("digest.watchdog", language, {"lines": words})


def line_words(line: Mapping[str, Any], language: str) -> str:
    """One kind of finding, with what to do about it where it is new."""
    kind, more = line["kind"], line["more"]
    each_name = [each.get(language, each["name"]) for each in line["names"]]
    of_plans = kind == "no_coordinator"
    names = joined((as_title(name) if of_plans else name for name in each_name), "; ")
    others = text("watchdog.more", n=more) if more else ""
    facts = {"count": line["count"], "names": names, "more": others}
    if line["what"] == "new":
        return marked(f"watchdog.new.{kind}", language, facts)
    what = text(f"watchdog.kind.{kind}")
    if line["what"] == "stands":
        return marked("watchdog.stands", language, {"count": line["count"], "what": what})
    named = text("watchdog.named", names=names, more=others) if each_name else ""
    return marked("watchdog.over", language, {"what": what, "named": named})
