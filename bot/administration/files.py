"""Files named on the command line."""

from pathlib import Path

from bot.administration.cannot import CannotDo


def content(path: Path) -> bytes:
    """The bytes of a file; raise CannotDo with why it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotDo("cannot.read", path=str(path), why=error.strerror) from error
