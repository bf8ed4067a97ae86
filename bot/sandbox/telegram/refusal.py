"""A refusal in Telegram's own words, with its status."""

from typing import Any


class Refusal(Exception):
    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def to_json(self) -> dict[str, Any]:
        extra = {"parameters": self.parameters} if self.parameters else {}
        return {"ok": False, "error_code": self.code, "description": self.description, **extra}


def bad_request(reason: str) -> Refusal:
    return Refusal(400, f"Bad Request: {reason}")


def too_many_requests(retry_after: int) -> Refusal:
    text = f"Too Many Requests: retry after {retry_after}"
    return Refusal(429, text, retry_after=retry_after)


def blocked() -> Refusal:
    return Refusal(403, "Forbidden: bot was blocked by the user")
