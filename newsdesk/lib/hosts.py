"""Which web addresses may be fetched: strict URL parsing and the rules about hosts.

Nothing here looks a name up or opens a socket. `parse_url` turns text into a `Target` or
refuses it; `check_target` applies the rules that need no look-up; `check_address` judges one
numeric address a name led to. The parser is the only one the fetcher uses, so there is no second
reading of the same text that could lead to another host.

Ranges follow the IANA special-purpose registries (RFC 6890 and its successors) read the strict
way round: IPv6 is refused unless it lies in 2000::/3 outside the listed parts.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urljoin

from newsdesk.lib.fetch_errors import BadUrl, RefusedAddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MAX_URL: Final = 8_000
"""Longest address accepted, in characters."""

USUAL_PORTS: Final = frozenset({80, 443, 8080, 8443})
"""Ports web servers use by custom."""

DEFAULT_PORTS: Final = {"http": 80, "https": 443}

_SPLIT = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<rest>.*)\Z", re.DOTALL)
_AUTHORITY = re.compile(r"//(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_DOTTED_QUAD = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!\Z)|\Z)){4}\Z", re.ASCII)
_NUMBERISH = re.compile(r"(?:\d+|0x[0-9a-f]*)\Z", re.ASCII)
_PATH_SAFE = "%/:@!$&'()*+,;=~-._[]|"
_QUERY_SAFE = _PATH_SAFE + "?"

_LOCAL_SUFFIXES = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "home.arpa",
    "onion",
)

_REFUSED_V4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's host service: public by number, private by use
        "169.254.0.0/16",  # link-local, where most clouds keep their metadata
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # automatic multicast tunnelling
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    ipaddress.IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarking
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the 6bone, returned
        "3fff::/20",  # documentation
    )
)
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)

# Never fetched, whatever ranges the operator allows: what answers there hands out credentials.
_METADATA = frozenset(
    ipaddress.ip_address(text)
    for text in (
        "100.100.100.200",
        "168.63.129.16",
        "169.254.169.253",
        "169.254.169.254",
        "169.254.170.2",
        "169.254.170.23",
        "192.0.0.192",
        "fd00:ec2::23",
        "fd00:ec2::254",
        "fd20:ce::254",
    )
)


@dataclass(frozen=True, slots=True)
class Target:
    """One address, taken apart and put together again in a single spelling.

    Attributes:
        scheme: ``http`` or ``https``.
        host: Lower-case ASCII name, dotted quad, or IPv6 address without brackets.
        port: Port number, the scheme's own if none was written.
        request_path: Path and query as sent in the request line, percent-encoded ASCII.
        literal: The address, if the host is one and not a name.
    """

    scheme: str
    host: str
    port: int
    request_path: str
    literal: Address | None = None

    @property
    def authority(self) -> str:
        """Host and, unless it is the scheme's own, port: what a Host header holds."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority, such as ``https://desk.example``."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The whole address, without a fragment."""
        return self.origin + self.request_path


def parse_url(text: str) -> Target:
    """Read an absolute http or https address.

    Spaces around it are dropped and a fragment is ignored. Characters that may not stand in a
    path or query are percent-encoded as UTF-8; what is already encoded stays as it is.
    International names become their ASCII form (RFC 5891, without mapping of anything but letter
    case).

    Raises:
        BadUrl: It is not a usable address.
        RefusedAddress: The host is an address in a disguised form, or only looks like a name.
    """
    text = text.strip(" \t\r\n")
    if len(text) > MAX_URL:
        raise BadUrl(f"{len(text)} characters", code="url_too_long")
    if "\\" in text or any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        raise BadUrl("control characters or backslashes")
    whole = _SPLIT.match(text)
    if whole is None:
        raise BadUrl("no scheme")
    scheme = whole["scheme"].lower()
    if scheme not in DEFAULT_PORTS:
        raise BadUrl(scheme, code="scheme")
    parts = _AUTHORITY.match(whole["rest"])
    if parts is None:
        raise BadUrl("no host")
    if "@" in parts["authority"]:
        raise BadUrl(code="userinfo")
    raw_host, port = _split_port(parts["authority"], DEFAULT_PORTS[scheme])
    host, literal = _read_host(raw_host)
    path = quote(parts["path"] or "/", safe=_PATH_SAFE)
    query = quote(parts["query"] or "", safe=_QUERY_SAFE)
    return Target(scheme, host, port, path + query, literal)


def join_url(base: Target, reference: str) -> Target:
    """Read an address that may be relative to `base`, such as a Location header's.

    Raises:
        BadUrl: It is empty or not usable.
        RefusedAddress: As for `parse_url`.
    """
    reference = reference.strip(" \t\r\n")
    if not reference or len(reference) > MAX_URL:
        raise BadUrl("empty or too long", code="bad_redirect")
    # urljoin removes tabs and newlines silently; here they are a reason to refuse.
    if "\\" in reference or any(unicodedata.category(char) == "Cc" for char in reference):
        raise BadUrl("control characters or backslashes", code="bad_redirect")
    try:
        joined = urljoin(base.url, reference)
    except ValueError as error:
        raise BadUrl(str(error), code="bad_redirect") from error
    return parse_url(joined)


def check_target(
    target: Target,
    *,
    ports: Collection[int] = USUAL_PORTS,
    allow_networks: Iterable[Network] = (),
) -> None:
    """Apply the rules that need no look-up: port, local names, a literal address.

    Names of local networks are refused before anything is looked up, unless the operator allows
    some private range; then the address they lead to decides.

    Raises:
        BadUrl: The port is not among `ports`.
        RefusedAddress: The host is local, private or reserved.
    """
    allow_networks = tuple(allow_networks)
    if target.port not in ports:
        raise BadUrl(str(target.port), code="port")
    if target.literal is not None:
        check_address(target.literal, allow_networks)
        return
    labels = target.host.split(".")
    local = len(labels) == 1 or any(
        target.host == suffix or target.host.endswith("." + suffix) for suffix in _LOCAL_SUFFIXES
    )
    if local and not allow_networks:
        raise RefusedAddress(target.host, code="local_name")


def check_address(address: Address, allow_networks: Iterable[Network] = ()) -> None:
    """Refuse an address that is not public, unless the operator allows its range.

    Metadata services of clouds stay refused in any allowed range, and an IPv6 address that
    carries an IPv4 one is judged by that one as well.

    Raises:
        RefusedAddress: The address must not be connected to.
    """
    if address in _METADATA:
        raise RefusedAddress(str(address))
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id is not None:
        raise RefusedAddress(str(address))
    if is_public(address):
        return
    allow_networks = tuple(allow_networks)
    if not any(address in network for network in allow_networks):
        raise RefusedAddress(str(address))
    for inner in _embedded(address):
        check_address(inner, allow_networks)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public, unicast internet."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _REFUSED_V4)
    if address not in _GLOBAL_V6 or any(address in network for network in _REFUSED_V6):
        return False
    return (int(address) >> 32) & 0xFFFF_FFFF not in _ISATAP


def _embedded(address: Address) -> list[ipaddress.IPv4Address]:
    """IPv4 addresses that a gateway would read out of an IPv6 one."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    low = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    isatap = (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP
    compatible = address in _COMPATIBLE and int(address) > 1
    if isatap or compatible or any(address in network for network in _NAT64):
        found.append(low)
    return [inner for inner in found if inner is not None]


def _split_port(authority: str, default: int) -> tuple[str, int]:
    """Host and port of an authority without userinfo."""
    host, colon, port = authority.rpartition(":")
    if not colon or port.endswith("]"):
        return authority, default
    if not port:
        return host, default
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        raise BadUrl(f"port {port[:20]}", code="port")
    return host, int(port)


def _read_host(raw: str) -> tuple[str, Address | None]:
    """The host in its one spelling, and its address if it is one."""
    if raw.startswith("["):
        return _read_bracketed(raw)
    if "%" in raw:
        raise RefusedAddress("percent sign in the host", code="disguised_address")
    if raw.endswith("."):
        raise RefusedAddress("trailing dot", code="disguised_address")
    labels = [_read_label(label) for label in raw.split(".")]
    host = ".".join(labels)
    if not host or len(host) > 253:
        raise BadUrl("no host, or too long a name")
    # Anything whose last label is a number is read as an address somewhere: it must be a plain one.
    if _NUMBERISH.match(labels[-1]):
        if not _DOTTED_QUAD.match(host):
            raise RefusedAddress(host, code="disguised_address")
        return host, ipaddress.IPv4Address(host)
    for label in labels:
        if not _LABEL.match(label):
            raise BadUrl(f"host label {label[:70]!r}")
    return host, None


def _read_bracketed(raw: str) -> tuple[str, Address]:
    """An IPv6 address in brackets."""
    if not raw.endswith("]"):
        raise BadUrl("unclosed bracket")
    if "%" in raw:
        raise RefusedAddress("zone identifier", code="disguised_address")
    try:
        address = ipaddress.IPv6Address(raw[1:-1])
    except ValueError as error:
        raise BadUrl(str(error)) from error
    return address.compressed, address


def _read_label(label: str) -> str:
    """One label of a name in lower-case ASCII.

    Of Unicode only letters, marks and digits that no compatibility mapping would turn into
    something else are taken: that leaves out full-width digits and dots, circled numbers,
    ligatures, invisible joiners and everything else a resolver might read differently.
    """
    label = label.lower()
    if label.isascii():
        if label.startswith("xn--"):
            _check_punycode(label)
        return label
    label = unicodedata.normalize("NFC", label)
    _check_international(label)
    try:
        return "xn--" + label.encode("punycode").decode("ascii")
    except UnicodeError as error:
        raise BadUrl("international name") from error


def _check_international(label: str) -> None:
    """Refuse a Unicode label that is not plain letters, marks and digits of one reading."""
    kinds = {unicodedata.category(char) for char in label if char != "-"}
    if unicodedata.normalize("NFKC", label) != label or not all(
        kind[0] in "LM" or kind == "Nd" for kind in kinds
    ):
        raise RefusedAddress("disguised characters in the host", code="disguised_address")
    if not any(kind[0] == "L" for kind in kinds) or unicodedata.category(label[0])[0] == "M":
        raise RefusedAddress("disguised digits in the host", code="disguised_address")


def _check_punycode(label: str) -> None:
    """Refuse an encoded label that does not stand for exactly one international one."""
    try:
        plain = label[4:].encode("ascii").decode("punycode")
        again = plain.encode("punycode").decode("ascii")
    except (UnicodeError, OverflowError) as error:
        raise BadUrl("damaged international name") from error
    if plain.isascii() or again != label[4:] or plain.lower() != plain:
        raise RefusedAddress("disguised international name", code="disguised_address")
    _check_international(plain)
