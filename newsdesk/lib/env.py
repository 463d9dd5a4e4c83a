"""Reads settings from the environment; says which variable is wrong when one is.

Knows nothing of what the variables mean.
"""

from __future__ import annotations

import ipaddress
import os
import re

_TRUE = {"1", "true", "yes", "on", "open"}
_ORIGIN = re.compile(r"https?://(\[[0-9a-fA-F:.]+\]|[^\s/?#@:\[\]]+)(:\d{1,5})?/?", re.IGNORECASE)
_FALSE = {"0", "false", "no", "off", "closed", ""}


class BadVariable(ValueError):
    """An environment variable holds something its setting cannot be."""


def flag(name: str, *, default: bool) -> bool:
    """Return the variable as yes or no; :class:`BadVariable` if it is neither."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in _TRUE:
        return True
    if value.lower() in _FALSE:
        return False
    raise BadVariable(f"{name} must be 1 or 0, not {value!r}")


def number(name: str, default: int) -> int:
    """Return the variable as a whole number; :class:`BadVariable` if it is none."""
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise BadVariable(f"{name} must be a whole number, not {value!r}") from None


def choice(name: str, options: tuple[str, ...]) -> str:
    """Return the variable as one of ``options``, in lower case; the first if it is unset."""
    value = os.environ.get(name, "").lower() or options[0]
    if value not in options:
        raise BadVariable(f"{name} must be one of {', '.join(options)}, not {value!r}")
    return value


def words(name: str) -> list[str]:
    """Return the variable's comma-separated words."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def address(name: str) -> str:
    """Return the variable as a web address; empty if unset, :class:`BadVariable` if it is none."""
    value = os.environ.get(name, "").strip()
    if value and not re.fullmatch(r"https?://[^\s/?#]+(/\S*)?", value):
        raise BadVariable(f"{name} must be a web address, not {value!r}")
    return value


def origins(name: str) -> list[str]:
    """Return the variable's origins; :class:`BadVariable` if one is none.

    An origin is a scheme and a host, and a port where it is not the usual one.
    """
    found = words(name)
    for word in found:
        if not _ORIGIN.fullmatch(word):
            raise BadVariable(
                f"{name} must be origins such as http://intranet.example:9000, "
                f"separated by commas, not {word!r}"
            )
    return found


def networks(name: str) -> list[str]:
    """Return the variable's networks; :class:`BadVariable` if one is none."""
    found = words(name)
    for word in found:
        try:
            ipaddress.ip_network(word)
        except ValueError:
            raise BadVariable(
                f"{name} must be networks such as 10.20.0.0/16, separated by commas, not {word!r}"
            ) from None
    return found
