"""Functions that take passphrases: a TypeError of theirs says what they take, and never what they were given."""

import functools
from typing import Any, Callable


def without_arguments(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with TypeErrors that end before "Invoked with:"."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except TypeError as error:
            message = str(error).partition("Invoked with:")[0].rstrip()
        raise TypeError(message)

    return call


def hide_arguments(owner: Any, name: str) -> None:
    """Does that to a function of a module or class."""
    function = without_arguments(getattr(owner, name))
    is_static = isinstance(owner, type) and isinstance(owner.__dict__[name], staticmethod)
    setattr(owner, name, staticmethod(function) if is_static else function)
