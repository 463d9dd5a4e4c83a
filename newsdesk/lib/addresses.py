"""Web addresses as people type them."""

from __future__ import annotations

from urllib.parse import urlsplit

#: Longest address kept, in bytes of UTF-8.
LONGEST = 1000


def web_address(typed: str) -> str:
    """Return what was typed as an http or https address; ``https://`` is assumed.

    Raises ValueError when it cannot be one. Whether it may be fetched is the fetcher's
    to say.
    """
    address = typed.strip()
    if "://" not in address:
        address = f"https://{address}"
    parts = urlsplit(address)
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"not a web address: {typed!r}")
    if parts.username is not None or parts.password is not None:
        raise ValueError("a web address with a user name or password is not kept")
    if parts.port == 0:  # one that is no number at all raises by itself
        raise ValueError(f"no port: {typed!r}")
    if len(address.encode()) > LONGEST or any(ord(character) < 33 for character in address):
        raise ValueError("a web address this long, or with control characters, is not kept")
    if any(character.isspace() for character in address):
        raise ValueError(f"a web address has no spaces: {typed!r}")
    return address
