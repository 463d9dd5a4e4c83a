"""Web addresses as names of articles: one article, one address.

Only rewrites strings; whether an address may be fetched is not decided here.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

#: Query parameters that say how a reader came, not what is read.
_TRACKING = re.compile(
    r"^(?:utm_.*|(?:fb|g|dc|ms|tw|y|wb|li|tt)cl(?:id|src)|gbraid|wbraid|fb_.*|mc_[ce]id|_hs(?:enc|mi)"
    r"|hsctatracking|igsh(?:id)?|at_(?:medium|campaign|custom.*|link.*|format|ptr.*|bbc_team)|"
    r"cmp(?:id)?|cmpid|ocid|ncid|ns_.*|ito|xtor|smid|smtyp|partner|ref(?:_?src|errer|_url)?|"
    r"s?cid|icid|intcid|mod|source|src|taid|soc_src|soc_trk|guce_.*|__twitter_impression|"
    r"_ga|_gl|mkt_tok|oly_(?:enc|anon)_id|rss|feed|feedname|ftag|cn-track|traffic_source|amp|"
    r"amp_.*|_amp|is_?amp|amphtml|usqp|trk.*|spm|vero_id|share(?:d)?|shareid|sh|s_kwcid|wt\.mc.*|wt_mc.*)$",
    re.I,
)
#: Tracking names so short or common that only these values of them are dropped.
_ONLY_IF = {
    **dict.fromkeys(
        ("amp", "_amp", "isamp", "is_amp", "amphtml"), re.compile(r"^(?:1|true|yes|on|amp|)$", re.I)
    ),
    "rss": re.compile(r"^(?:1|true|yes|)$", re.I),
    "feed": re.compile(r"^(?:rss|atom|1|)$", re.I),
    "source": re.compile(r"^(?!\d+$)", re.I),
    "src": re.compile(r"^(?!\d+$)", re.I),
    "ref": re.compile(r"^(?!\d+$)", re.I),
    "mod": re.compile(r"^(?!\d+$)", re.I),
    "cid": re.compile(r"^(?!\d+$)", re.I),
    "sh": re.compile(r"^[0-9a-f]{12}$", re.I),
    "share": re.compile(r"^(?!\d+$)", re.I),
}
#: Names of parameters that ask for another form of the same page where their value is "amp".
_FORM = re.compile(
    r"^(?:output_?type|output|format|type|mode|view|version|layout|template|tpl|display)$", re.I
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MOBILE_HOST = re.compile(r"^(?:amp|m|mobile|amphtml)\.(?=[^.]+\.[^.]+)")
_AMP_CACHE = re.compile(r"^/(?:c|v|i|r)/(?:s/)?(?=[^/]+\.[^/]+)")
_AMP_VIEWER = re.compile(r"^/amp/(?:s/)?(?=[^/]+\.[^/]+/)")
_AMP_PATH = re.compile(r"(?:/amp(?:\.html?)?/?$|\.amp(?=\.html?$)|\.amp$|^/amp(?=/))", re.I)


def canonical_url(url: str) -> str:
    """Return the address under which an article is known, whatever link led to it.

    Drops tracking parameters, the fragment, default ports and AMP and mobile
    variants, writes the host in lower case and the query in a fixed order. What
    is not an http or https address comes back stripped but otherwise unchanged.
    """
    if not url.isprintable():
        url = "".join(char for char in url if char.isprintable())
    url = url.strip().replace(" ", "%20")
    try:
        parts = _unwrap_amp(urlsplit(url))
        port = parts.port
    except ValueError:
        return url
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return url
    host = _MOBILE_HOST.sub("", parts.hostname.rstrip("."))
    if ":" in host:
        host = f"[{host}]"
    if port and port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    path = _AMP_PATH.sub("", parts.path) or "/"
    return urlunsplit((parts.scheme, host, path, _kept_query(parts.query), ""))


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are on one host, or on hosts under one domain name.

    Compares the last two labels, so it errs to True under shared suffixes such
    as ``co.uk``; it is a hint, not a boundary.
    """
    return bool(_domain(one)) and _domain(one) == _domain(other)


def _domain(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return ".".join(host.lower().rstrip(".").split(".")[-2:])


def _unwrap_amp(parts: SplitResult) -> SplitResult:
    """Return the outlet's own address from one of a cache of AMP pages."""
    host = parts.hostname or ""
    shape = None
    if host.endswith(".cdn.ampproject.org"):
        shape = _AMP_CACHE
    elif host.startswith("www.google."):
        shape = _AMP_VIEWER
    if shape and shape.match(parts.path):
        return urlsplit("https://" + unquote(shape.sub("", parts.path)))
    return parts


def _kept_query(query: str) -> str:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return query
    kept = [(name, value) for name, value in pairs if not _tracks(name.lower(), value)]
    if len(kept) == len(pairs) and pairs == sorted(pairs):
        return query  # as written, so that an odd escaping stays what the server expects
    return urlencode(sorted(kept))


def _tracks(name: str, value: str) -> bool:
    if value.lower() == "amp" and _FORM.match(name):
        return True
    if not _TRACKING.match(name):
        return False
    only = _ONLY_IF.get(name)
    return only is None or bool(only.match(value))
