"""The offices of the storage tests, for a sender."""

from tests.storage.conftest import database, house, migrated, other_house

__all__ = ["database", "house", "migrated", "other_house"]
