"""A refusal in the platform's own words. Its HTTP status says nothing: mostly it is 200."""

from typing import Any


class Refusal(Exception):
    """`code` None: some refusals come without one."""

    def __init__(self, code: int | None, description: str, *, status: int = 200) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.status = status

    def to_json(self) -> dict[str, Any]:
        code = {} if self.code is None else {"error_code": self.code}
        return {"ok": False, "description": self.description, **code}


def bad_request(reason: str) -> Refusal:
    return Refusal(400, f"Bad Request: {reason}")


def unauthorized() -> Refusal:
    return Refusal(401, "Unauthorized")


def internal() -> Refusal:
    """Not a word about permission: the platform's way to say that it failed."""
    return Refusal(403, "Internal server error")


def blocked() -> Refusal:
    """A guess: what the platform answers for somebody who blocked the bot is not documented."""
    return Refusal(403, "Forbidden: bot was blocked by the user")


def not_found() -> Refusal:
    return Refusal(404, "Not Found", status=404)


def timed_out() -> Refusal:
    return Refusal(408, "Request timeout", status=408)


def quota_exceeded() -> Refusal:
    return Refusal(429, "Quota exceeded")
