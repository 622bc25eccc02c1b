"""What the classes made of the library's structs share: to_dict(), repr and equality, by ``__fields__``."""

import datetime
import enum
import os
from typing import Any, Dict


def plain(value: Any) -> Any:
    """The value in the types that JSON has: times in ISO 8601, durations in seconds, octets in hexadecimal digits."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime.datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if hasattr(value, "to_dict"):
        return value.to_dict()
    return str(value)


def to_dict(self: Any) -> Dict[str, Any]:
    """The fields by name, in types that JSON has."""
    return {name: plain(getattr(self, name)) for name in type(self).__fields__}


def __repr__(self: Any) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in type(self).__fields__)
    return f"{type(self).__name__}({shown})"


def __eq__(self: Any, other: Any) -> Any:
    if type(self) is not type(other):
        return NotImplemented
    return all(getattr(self, name) == getattr(other, name) for name in type(self).__fields__)
