"""SQLite without threads: all that is done here is done one after the other."""

from tests.sqlite_at_once import sqlite_at_once

__all__ = ["sqlite_at_once"]
