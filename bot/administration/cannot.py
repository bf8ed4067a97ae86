"""The one way in which a wish about the office fails."""


class CannotDo(Exception):
    """It could not be done; the text is the one clear line for standard error."""
