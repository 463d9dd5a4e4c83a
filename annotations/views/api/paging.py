"""Containers and their pages, as the client prefers them (Web Annotation Protocol, 4)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.http import Http404, HttpResponse

from annotations.containers import DESCRIBED, NAMED, Container, Page
from annotations.jsonld import ANNO, LDP, Json
from annotations.views.api.http import ApiRequest, answer

MINIMAL = "http://www.w3.org/ns/ldp#PreferMinimalContainer"
IRIS = "http://www.w3.org/ns/oa#PreferContainedIRIs"
DESCRIPTIONS = "http://www.w3.org/ns/oa#PreferContainedDescriptions"
_INCLUDED = re.compile(r'\binclude\s*=\s*(?:"([^"]*)"|([^\s;,]+))', re.IGNORECASE)


def contained(
    request: ApiRequest, container: Container, types: str | Sequence[str]
) -> HttpResponse:
    """Answer with a container, or with the page of it that is asked for."""
    if "page" in request.GET:
        return _page(request, container)
    wanted = _preferences(request.headers.get("Prefer", ""))
    named = request.GET.get("iris") == "1"
    # Both cannot be had; then it is as if neither had been asked for.
    if (IRIS in wanted) != (DESCRIPTIONS in wanted):
        named = IRIS in wanted
    told = _collection(container, types, named=named, minimal=MINIMAL in wanted)
    response = answer(request, told)
    response["Content-Location"] = told["id"]
    if wanted & {MINIMAL, IRIS, DESCRIPTIONS}:
        response["Preference-Applied"] = "return=representation"
    return response


def _preferences(header: str) -> set[str]:
    return {
        one for quoted, bare in _INCLUDED.findall(header[:2000]) for one in (quoted or bare).split()
    }


def _collection(
    container: Container, types: str | Sequence[str], *, named: bool, minimal: bool
) -> Json:
    total = container.count()
    iris = int(named)
    told: Json = {
        "@context": [ANNO, LDP] if isinstance(types, list) else ANNO,
        "id": container.iri(iris=iris),
        "type": types,
        "label": container.label,
        **container.facts,
        "total": total,
    }
    if total:
        last = _last(total, named=named)
        told["first"] = container.iri(iris=iris, page=0)
        told["last"] = container.iri(iris=iris, page=last)
        if not minimal:
            told["first"] = _page_json(container, container.page(0, named=named), last, iris)
    return told


def _page(request: ApiRequest, container: Container) -> HttpResponse:
    number = request.GET["page"]
    named = request.GET.get("iris") == "1"
    total = container.count()
    last = _last(total, named=named)
    if not re.fullmatch(r"\d{1,7}", number) or int(number) > last:
        raise Http404
    page = container.page(int(number), named=named)
    told = _page_json(container, page, last, int(named))
    told["partOf"] = {
        "id": container.iri(iris=int(named)),
        "label": container.label,
        "total": total,
    }
    return answer(request, {"@context": ANNO, **told})


def _page_json(container: Container, page: Page, last: int, iris: int) -> Json:
    told: Json = {
        "id": container.iri(iris=iris, page=page.number),
        "type": "AnnotationPage",
        "partOf": container.iri(iris=iris),
        "startIndex": page.start,
    }
    if page.number > 0:
        told["prev"] = container.iri(iris=iris, page=page.number - 1)
    if page.number < last:
        told["next"] = container.iri(iris=iris, page=page.number + 1)
    return told | {"items": page.items}


def _last(total: int, *, named: bool) -> int:
    size = NAMED if named else DESCRIBED
    return max(0, (total - 1) // size)
