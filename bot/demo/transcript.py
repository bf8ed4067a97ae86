"""The transcript: one line per message, in the order in which the platforms saw them."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from scheduler.rules.calendar import OFFICE_ZONE

WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
ACTS = {"blocked": "(chặn bot)", "unblocked": "(mở lại bot)"}
CHANNELS = {"telegram": "Telegram", "zalo_bot": "Zalo Bot", "zalo_oa": "Zalo OA"}


def line(
    entry: Mapping[str, Any], names: Mapping[int, str], labels: Mapping[str, str]
) -> str | None:
    """One entry of the sandbox's record as people read it; None for what nobody sees.

    `labels` are the buttons' words by their data.
    """
    who = names.get(entry["person_id"] or 0, "?")
    stamp = _stamp(entry)
    words = entry["text"] or ""
    match entry["by"], entry["what"]:
        case "bot", "sent":
            if entry["filename"]:
                words = f"📎 {entry['filename']}  {words}"
            return f"{stamp} → {who}: {_indented(words)}"
        case "bot", "refused":
            return f"{stamp} ✗ {who}: {entry['error_code']} {entry['description']}"
        case "person", "said":
            return f"{stamp} ← {who}: {_indented(words)}"
        case "person", "pressed":
            return f"{stamp} ← {who}: [bấm “{labels.get(words, words)}”]"
        case "person", act if act in ACTS:
            return f"{stamp} ← {who}: {ACTS[act]}"
    return None


def opened_line(entry: Mapping[str, Any], names: Mapping[int, str], file: Path) -> str:
    """Somebody has opened a link of that message, and got this file."""
    who, size = names.get(entry["person_id"] or 0, "?"), file.stat().st_size / 1000
    return f"{_stamp(entry)} ← {who}: (mở liên kết: {file.name}, {size:.0f} kB)"


def _stamp(entry: Mapping[str, Any]) -> str:
    at = datetime.fromisoformat(entry["at"]).astimezone(OFFICE_ZONE)
    channel = CHANNELS.get(entry["channel"] or "", "?")
    return f"[{WEEKDAYS[at.weekday()]} {at:%d/%m %H:%M}] {channel}"


def _indented(words: str) -> str:
    return words.replace("\n", "\n      ")
