"""The interface's addresses: the container, annotations, groups, collections, the description."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from annotations import posting
from annotations.access import collections_visible_to, groups_of, visible_to
from annotations.containers import (
    CollectionContainer,
    everything,
    of_group,
    replies_visible_to,
)
from annotations.description import description
from annotations.jsonld import (
    annotation_iri,
    any_json,
    claim_review_json,
    fact_check_of,
    presentable,
    presentable_replies,
)
from annotations.models import Annotation, Reply
from annotations.views.api.http import (
    CONSTRAINED,
    ApiRequest,
    Problem,
    answer,
    endpoint,
    posted,
    writer,
)
from annotations.views.api.paging import contained

_RESOURCE = '<http://www.w3.org/ns/ldp#Resource>; rel="type"'
_ANNOTATION = '<http://www.w3.org/ns/oa#Annotation>; rel="type"'
_CONTAINER = '<http://www.w3.org/ns/ldp#BasicContainer>; rel="type"'
_COLLECTION = '<http://www.w3.org/ns/oa#AnnotationCollection>; rel="type"'


@endpoint(
    "GET",
    "HEAD",
    "POST",
    links=(_CONTAINER, _COLLECTION, CONSTRAINED),
    is_container=True,
)
def container(request: ApiRequest) -> HttpResponse:
    """Everything the program's reader may see; a new annotation is posted here."""
    if request.method != "POST":
        found = everything(request.reader, request.GET.get("target", "")[:2000])
        return contained(request, found, ["BasicContainer", "AnnotationCollection"])
    made = posting.create(writer(request), posting.parse(posted(request)))
    response = answer(request, any_json(made), status=201, tag=posting.version_tag(made))
    response["Location"] = response["Content-Location"] = annotation_iri(made)
    return response


@endpoint("GET", "HEAD", "PUT", "DELETE", links=(_RESOURCE, _ANNOTATION))
def annotation(request: ApiRequest, annotation_id: UUID) -> HttpResponse:
    """One annotation or reply."""
    one = _visible(request, annotation_id)
    if request.method in {"GET", "HEAD"}:
        return answer(request, any_json(one), tag=posting.version_tag(one))
    if one.author_id != request.reader.pk:
        raise Problem(403, _("This is somebody else’s note."))
    condition = request.headers.get("If-Match", "")
    if not condition:
        raise Problem(428, _("Send If-Match with the ETag of the state you have read."))
    if request.method == "DELETE":
        posting.delete(one, condition)
        return HttpResponse(status=204)
    told = posting.parse(posted(request))
    now = posting.replace(writer(request), one, told, condition)
    return answer(request, any_json(now), tag=posting.version_tag(now))


def _visible(request: ApiRequest, key: UUID) -> Annotation | Reply:
    """The annotation or reply, if the reader may see it; else it does not exist."""
    one = presentable(visible_to(request.reader).filter(pk=key)).first()
    if one is not None:
        return one
    reply = presentable_replies(replies_visible_to(request.reader).filter(pk=key)).first()
    if reply is None:
        raise Http404
    return reply


@endpoint("GET", "HEAD", content_types=("application/ld+json", "application/json"))
def claim_review(request: ApiRequest, annotation_id: UUID) -> HttpResponse:
    """The finding of a fact check, for search engines and fact checkers."""
    one = _visible(request, annotation_id)
    found = fact_check_of(one) if isinstance(one, Annotation) else None
    if found is None:
        raise Http404
    return answer(request, claim_review_json(found))


@endpoint("GET", "HEAD", links=(_COLLECTION, CONSTRAINED))
def group(request: ApiRequest, slug: str) -> HttpResponse:
    """The notes of a group the reader is in."""
    if not request.reader.is_authenticated:
        raise Http404
    found = get_object_or_404(groups_of(request.reader), slug=slug)
    return contained(request, of_group(found, request.reader), "AnnotationCollection")


@endpoint("GET", "HEAD", links=(_COLLECTION, CONSTRAINED))
def collection(request: ApiRequest, collection_id: UUID) -> HttpResponse:
    """A collection: its passages, with the texts between them."""
    rows = collections_visible_to(request.reader).select_related("owner")
    found = get_object_or_404(rows, pk=collection_id)
    return contained(request, CollectionContainer(found, request.reader), "AnnotationCollection")


@endpoint("GET", "HEAD", content_types=("application/json",))
def schema(request: ApiRequest) -> HttpResponse:
    """The interface's description in OpenAPI."""
    return answer(request, description(settings.BASE_URL))
