"""The demo: the whole service at work on a sample plan, in about a minute."""
