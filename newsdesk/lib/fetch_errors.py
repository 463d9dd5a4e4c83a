"""What can go wrong when something is fetched, each with a stable code and one kind sentence.

A status such as 404 or 503 is an answer, not an error, and is not listed here. The codes are
stored and shown, so they are never renamed; the sentences are for readers and are the English
source for translation. This module decides nothing and imports nothing of ours.
"""

from __future__ import annotations

from typing import ClassVar, Final

SENTENCES: Final[dict[str, str]] = {
    "bad_url": "This does not look like a web address.",
    "url_too_long": "This web address is too long.",
    "scheme": "Only addresses that begin with http:// or https:// can be fetched.",
    "userinfo": "Web addresses that carry a user name or password are not fetched.",
    "port": "This address uses an unusual port, so it is not fetched.",
    "bad_redirect": "The site sends us on to something that is not a web address.",
    "private_address": "This address is on a private network, so it is not fetched.",
    "disguised_address": "This address is written in an unusual way, so it is not fetched.",
    "local_name": "This name belongs to a local network, so it is not fetched.",
    "too_large": "The answer is larger than we accept.",
    "headers_too_large": "The site sends more headers than we accept.",
    "timed_out": "The site took too long to answer.",
    "too_many_redirects": "The site sends us on too many times.",
    "redirect_loop": "The site sends us round in a circle.",
    "unreachable": "The site could not be reached.",
    "name_unknown": "No site was found under this name.",
    "refused": "The site does not accept connections.",
    "tls": "A secure connection to the site could not be made.",
    "certificate": "The site's security certificate is not valid.",
    "broken_off": "The site ended the connection before its answer was complete.",
    "not_http": "The site's answer is not one a web server gives.",
    "bad_encoding": "The answer is packed in a way that cannot be unpacked.",
    "nested_encoding": "The answer is packed more than once, so it is not unpacked.",
}
"""Every code with its sentence."""


class FetchError(Exception):
    """Base of all fetch errors; raised only as one of its subclasses.

    Attributes:
        code: One of the keys of `SENTENCES`; stable, fit for storing.
        sentence: One sentence for readers.
        detail: What exactly happened, for logs and administrators; may hold text a stranger
            sent, so it is escaped like any other text when shown.
        url: The address of the hop that failed, once known.
    """

    default_code: ClassVar[str] = "unreachable"

    def __init__(self, detail: str = "", *, code: str = "") -> None:
        self.code = code or self.default_code
        self.sentence = SENTENCES[self.code]
        self.detail = detail
        self.url = ""
        super().__init__(f"{self.sentence} ({detail})" if detail else self.sentence)

    @property
    def may_pass(self) -> bool:
        """True if the same request may succeed later without anybody changing anything."""
        return False


class BadUrl(FetchError):
    """The address, or one the site sends us on to, cannot be used as written."""

    default_code = "bad_url"


class RefusedAddress(FetchError):
    """The address leads, or may lead, somewhere that is not the public internet."""

    default_code = "private_address"


class TooLarge(FetchError):
    """The answer passed a limit on the wire or once unpacked."""

    default_code = "too_large"


class TimedOut(FetchError):
    """Connecting or the whole exchange took longer than the policy gives it."""

    default_code = "timed_out"

    @property
    def may_pass(self) -> bool:
        """Slow sites are often quick again later."""
        return True


class TooManyRedirects(FetchError):
    """More hops than the policy allows, or the same address twice."""

    default_code = "too_many_redirects"


class Unreachable(FetchError):
    """No complete answer came: name look-up, connecting, TLS, or a broken exchange."""

    default_code = "unreachable"

    @property
    def may_pass(self) -> bool:
        """Everything but a bad certificate may mend by itself."""
        return self.code != "certificate"


class BadEncoding(FetchError):
    """The body's content or transfer encoding is damaged, unknown or applied repeatedly."""

    default_code = "bad_encoding"
