"""Shared links on other sites: their picture, a frame to embed, and oEmbed.

Nothing here sets or reads a cookie.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe
from lxml import etree

from annotations import exhibits, previews
from annotations.access import opens_for
from annotations.cards.draw import SIZES, THEMES, digest, draw
from annotations.exhibits import Exhibit
from annotations.models import Share
from annotations.previews import HEIGHT, WIDTH
from annotations.views.sharing import found_share, private

#: Seconds another site may keep what it got: so long a revoked link may still show there.
_KEPT = 300
#: Seconds the desk keeps a picture it drew; its name is its content, so it is never wrong.
_DRAWN = 7 * 24 * 3600
#: Pixels below which a frame is of no use, whatever is asked for.
_LEAST = 240

_EMBED_POLICY: dict[str, Any] = {
    "default-src": [NONE],
    "style-src": [SELF],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
    "base-uri": [NONE],
}


def _opened(token: str) -> Share:
    """The share that a token opens for a stranger; ``Http404`` if it opens nothing."""
    share = found_share(token)
    if not opens_for(AnonymousUser(), share):
        raise Http404
    return share


@require_safe
def card(request: HttpRequest, token: str, size: str, theme: str) -> HttpResponse:
    """The link's picture as PNG; drawn once for what it says, whoever shares it.

    Up to ten SQL queries, and one look into the cache.
    """
    if size not in SIZES or theme not in THEMES:
        raise Http404
    told = exhibits.card(exhibits.of_share(_opened(token)))
    name = digest(told, size, theme)
    response = get_conditional_response(request, etag=quote_etag(name))
    if response is None:
        drawn = cache.get(f"card:{name}")
        if drawn is None:
            drawn = draw(told, size, theme)
            cache.set(f"card:{name}", drawn, _DRAWN)
        response = HttpResponse(drawn, "image/png")
    response["ETag"] = quote_etag(name)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True, max_age=_KEPT)
    return private(response)


@require_safe
@xframe_options_exempt
@csp(_EMBED_POLICY)  # type: ignore[arg-type]  # it knows views without arguments only
def embed(request: HttpRequest, token: str) -> HttpResponse:
    """A page for a frame on another site: no script, no cookie, one small style sheet."""
    share = found_share(token)
    if not opens_for(AnonymousUser(), share):
        response = render(request, "annotations/embed_gone.html", status=410)
    else:
        exhibit = exhibits.of_share(share)
        response = render(request, "annotations/embed.html", {"exhibit": exhibit})
    patch_cache_control(response, public=True, max_age=_KEPT)
    return private(response)


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """How a shared link is embedded (oembed.com): 404 for other addresses, 501 for formats."""
    kind = request.GET.get("format", "json")
    if kind not in {"json", "xml"}:
        return HttpResponse("format is json or xml\n", "text/plain", status=501)
    token = _token_of(request.GET.get("url", ""))
    exhibit = exhibits.of_share(_opened(token))
    data = _oembed(exhibit, token, _limit(request, "maxwidth"), _limit(request, "maxheight"))
    response: HttpResponse
    if kind == "json":
        response = JsonResponse(data)
    else:
        response = HttpResponse(_as_xml(data), "text/xml; charset=utf-8")
    # Scripts of other sites may read it: it says what the page says, and no cookie counts.
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=_KEPT)
    return private(response)


def _token_of(url: str) -> str:
    """The token in a shared page's address; ``Http404`` if it is none of this desk's."""
    try:
        given, ours = urlsplit(url), urlsplit(settings.BASE_URL)
        if (given.scheme, given.netloc.lower()) != (ours.scheme, ours.netloc.lower()):
            raise Http404
        match = resolve(given.path)
    except (ValueError, Resolver404):
        raise Http404 from None
    if match.view_name not in {"annotations:shared", "annotations:embed"}:
        raise Http404
    return str(match.kwargs["token"])


def _limit(request: HttpRequest, name: str) -> int | None:
    try:
        return max(_LEAST, int(request.GET[name]))
    except (KeyError, ValueError):
        return None


def _oembed(
    exhibit: Exhibit, token: str, widest: int | None, highest: int | None
) -> dict[str, str | int]:
    shown = previews.preview(exhibit, token)
    width, height = min(WIDTH, widest or WIDTH), min(HEIGHT, highest or HEIGHT)
    return {
        "version": "1.0",
        "type": "rich",
        "title": shown.title[:300],
        "author_name": exhibit.by,
        "provider_name": "Newsdesk",
        "provider_url": settings.BASE_URL,
        "cache_age": _KEPT,
        "thumbnail_url": shown.picture.url,
        "thumbnail_width": shown.picture.width,
        "thumbnail_height": shown.picture.height,
        "html": shown.frame(width, height),
        "width": width,
        "height": height,
    }


def _as_xml(data: dict[str, str | int]) -> bytes:
    root = etree.Element("oembed")
    for name, value in data.items():
        etree.SubElement(root, name).text = _xml_text(str(value))
    xml: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", standalone=True)
    return xml


def _xml_text(text: str) -> str:
    """Text without what XML has no way to write."""
    return "".join(one for one in text if one in "\t\n\r" or one.isprintable() or one.isspace())
