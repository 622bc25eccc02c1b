"""What all words share."""

import enum


class Word(str, enum.Enum):
    """A word that compares equal to its text and prints as it."""

    def __str__(self) -> str:
        return str(self.value)
