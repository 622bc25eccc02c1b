"""The one exception of the library."""

from .words import ErrorCode


class Error(Exception):
    """Misuse, broken configuration, unreadable keys and files. ``str()`` is a sentence with the mend in it.

    ``code`` says what kind of mistake it is; ``file``, ``line`` (from 1, 0: the file as a whole) and ``field`` say where.
    """

    def __init__(self, sentence: str, code: ErrorCode, file: str = "", line: int = 0, field: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.file = file
        self.line = line
        self.field = field
