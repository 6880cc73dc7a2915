"""The one exception that a user of the stack is meant to read."""


class StackError(Exception):
    """Something the user can mend. `str()` says what happened and `remedy` what to do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy
