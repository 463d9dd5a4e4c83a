"""The sample outlets' pages and feeds, as a publisher's server would answer.

The pages know nothing of reader, session or desk: they play another site.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import json_script
from django.utils.http import http_date
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import conditional_page, require_safe

from articles.samples import content, editions, feeds, markup


@require_safe
@conditional_page
def outlet_page(request: HttpRequest, outlet: str) -> HttpResponse:
    """Show an outlet's front page."""
    channel = _channel(request, outlet)
    return _page("samples/outlet.html", channel, channel.updated, {"items": channel.items})


@require_safe
@conditional_page
def story_page(request: HttpRequest, outlet: str, story: str) -> HttpResponse:
    """Show a story, in the edition that the desk has not seen yet."""
    channel = _channel(request, outlet)
    item = next((item for item in channel.items if item.story.slug == story), None)
    if item is None:
        raise Http404(story)
    blocks = markup.blocks(item.edition, channel.anchor, channel.base_url)
    pause = _pause(blocks)
    image = item.edition.image
    image_url = request.build_absolute_uri(static(f"samples/{image.file}")) if image else ""
    context = {
        "item": item,
        "image_url": image_url,
        "lead": _own("\n".join(blocks[:pause])),
        "rest": _own("\n".join(blocks[pause:])),
        "linked_data": _linked_data(channel, item, image_url),
        "related": [other for other in channel.items if other is not item][:3],
    }
    return _page("samples/page.html", channel, item.updated, context)


@require_safe
@conditional_page
def feed(request: HttpRequest, outlet: str) -> HttpResponse:
    """Give an outlet's feed in the format that outlet uses."""
    channel = _channel(request, outlet)
    return _feed(channel, channel.outlet.feed_kind)


@require_safe
@conditional_page
def feed_rdf(request: HttpRequest, outlet: str) -> HttpResponse:
    """Give an outlet's feed as RSS 1.0."""
    return _feed(_channel(request, outlet), "rdf")


def _channel(request: HttpRequest, outlet_slug: str) -> feeds.Channel:
    """Gather an outlet's stories; 404 if there is no such outlet.

    One SQL query, and one more for each story that has a second edition.
    """
    try:
        outlet = content.outlet(outlet_slug)
    except content.UnknownSampleError:
        raise Http404(outlet_slug) from None
    path = reverse("samples:outlet", args=[outlet.slug]).removesuffix(f"{outlet.slug}/")
    base_url = request.build_absolute_uri(path)

    def chosen(story: content.SampleStory) -> int:
        return editions.current_edition(base_url + story.path) if story.editions[1:] else 1

    def image_address(file: str) -> str:
        return request.build_absolute_uri(static(f"samples/{file}"))

    return feeds.channel(outlet, base_url, editions.anchor(), chosen, image_address)


def _feed(channel: feeds.Channel, kind: str) -> HttpResponse:
    response = HttpResponse(
        feeds.render(channel, kind), content_type=f"{feeds.CONTENT_TYPES[kind]}; charset=utf-8"
    )
    return _dated(response, channel.updated)


def _page(
    template: str, channel: feeds.Channel, changed: datetime, context: dict[str, Any]
) -> HttpResponse:
    # An outlet speaks its own language, not the one the reader's browser asks the desk for.
    with translation.override(channel.outlet.language), timezone.override(UTC):
        page = render_to_string(
            template,
            {
                "channel": channel,
                "outlet": channel.outlet,
                "feed_type": feeds.CONTENT_TYPES[channel.outlet.feed_kind],
                **context,
            },
        )
    return _dated(HttpResponse(page), changed)


def _dated(response: HttpResponse, changed: datetime) -> HttpResponse:
    response.headers["Last-Modified"] = http_date(changed.timestamp())
    # The answer changes once the desk has stored a story, so it must be asked for again.
    response.headers["Cache-Control"] = "no-cache"
    return response


def _pause(blocks: list[str]) -> int:
    """Return where in the body the newsletter box stands: between two paragraphs."""
    for place in range(3, len(blocks)):
        if blocks[place - 1].startswith("<p>") and blocks[place].startswith("<p>"):
            return place
    return len(blocks)


def _own(html: str) -> SafeString:
    """Mark a story's body as HTML: it is this program's own text, rendered with HTML off."""
    return mark_safe(html)


def _linked_data(channel: feeds.Channel, item: feeds.Item, image_url: str) -> SafeString:
    """Return the story's schema.org description as a data block, which no browser runs."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "OpinionNewsArticle" if item.edition.label == "Opinion" else "NewsArticle",
        "headline": item.edition.headline,
        "description": item.edition.summary,
        "articleSection": item.edition.section,
        "inLanguage": channel.outlet.language,
        "mainEntityOfPage": item.url,
        "datePublished": item.published.isoformat(),
        "dateModified": item.updated.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in item.edition.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": channel.outlet.name},
        "keywords": list(item.edition.tags),
    }
    if item.edition.image:
        data["image"] = {
            "@type": "ImageObject",
            "url": image_url,
            "caption": item.edition.image.alt,
            "creditText": item.edition.image.credit,
        }
    # json_script escapes what could end the block, but knows one type only.
    block = json_script(data).replace("application/json", "application/ld+json", 1)
    return mark_safe(block)
