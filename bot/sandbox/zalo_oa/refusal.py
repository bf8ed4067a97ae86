"""A refusal by number. Its HTTP status is 200, as that of every answer."""

from typing import Any

WORDS = {
    -32: "Application has reached its limit of requests",
    -118: "Consent to the app was withdrawn",
    -201: "Params is invalid",
    -210: "Param exceeds the maximum size allowed",
    -211: "Out of quota",
    -213: "User has not followed official account",
    -216: "Access token is invalid",
    -217: "User refuses messages of official account",
    -218: "User has received as many messages as allowed",
    -220: "Access token has expired",
    -221: "Official account has not been verified",
    -224: "Official account has to upgrade its package",
    -227: "User is banned or has been inactive for more than 45 days",
    -230: "User has not interacted with official account in the past 7 days",
    -232: "User has not interacted with official account",
    -233: "Type is not supported",
    -234: "Messages of this type are not allowed at night",
    -240: "This version of the API has been shut down",
    -244: "User refuses messages of this type",
    -14002: "Invalid app",
    -14003: "Invalid redirect uri",
    -14014: "Invalid refresh token",
    -14015: "Invalid authorization code",  # a guess at the number
    404: "Empty api",
}


class Refusal(Exception):
    def __init__(self, code: int, reason: str = "") -> None:
        self.code = code
        self.description = ": ".join(filter(None, (WORDS.get(code, "Error"), reason)))
        super().__init__(self.description)

    def to_json(self) -> dict[str, Any]:
        return {"error": self.code, "message": self.description}

    def of_oauth(self) -> dict[str, Any]:
        """As the OAuth server puts it."""
        words = WORDS.get(self.code, "Error")
        return {"error": self.code, "error_name": words, "error_description": self.description}


def invalid(reason: str) -> Refusal:
    return Refusal(-201, reason)
