"""A Zalo Official Account and its API v3 as our service sees them."""
