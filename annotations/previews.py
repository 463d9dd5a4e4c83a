"""What other sites show of a shared link: addresses of its picture, its embedding, its data."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from annotations.cards.draw import SIZES, THEMES
from annotations.exhibits import Exhibit, picture_words

#: The usual frame's size in pixels.
WIDTH, HEIGHT = 600, 400


@dataclass(frozen=True, slots=True)
class Picture:
    """One of a link's pictures."""

    size: str
    theme: str
    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What goes into a shared page's head."""

    title: str
    description: str
    url: str
    picture: Picture
    pictures: list[Picture]
    alt: str
    embed_url: str
    oembed: str
    oembed_xml: str

    @property
    def embed_code(self) -> str:
        """The HTML that shows the link in a frame of the usual size."""
        return self.frame(WIDTH, HEIGHT)

    def frame(self, width: int, height: int) -> SafeString:
        """Return the HTML of a frame: without scripts, and with no access to its page."""
        return format_html(
            '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" '
            'sandbox="allow-popups allow-popups-to-escape-sandbox" frameborder="0"></iframe>',
            self.embed_url,
            width,
            height,
            self.title[:200],
        )


def preview(exhibit: Exhibit, token: str) -> Preview:
    """Return the preview of the link with this token. No query."""
    pictures = [picture(token, size, theme) for size in SIZES for theme in THEMES]
    return Preview(
        title=exhibit.title,
        description=exhibit.description,
        url=exhibit.url.partition("#")[0],
        picture=pictures[0],
        pictures=pictures,
        alt=picture_words(exhibit),
        embed_url=_whole(reverse("annotations:embed", args=[token])),
        oembed=_oembed(exhibit.url, "json"),
        oembed_xml=_oembed(exhibit.url, "xml"),
    )


def picture(token: str, size: str, theme: str) -> Picture:
    """Return one picture of a link."""
    width, height = SIZES[size]
    path = reverse("annotations:card", args=[token, size, theme])
    return Picture(size, theme, _whole(path), width, height)


def _oembed(url: str, kind: str) -> str:
    query = urlencode({"url": url.partition("#")[0], "format": kind})
    return _whole(f"{reverse('annotations:oembed')}?{query}")


def _whole(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
