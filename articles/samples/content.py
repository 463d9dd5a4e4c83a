"""The sample outlets and their stories, read from the files in `stories/`. PURE.

A story is a Markdown file with a front matter of `key: value` lines. A second file
`name.2.md` is the same story as its outlet changed it later (its edition 2). Stories carry
ages in hours, not dates: :func:`published` turns them into times before an *anchor*, which
the caller keeps the same for one desk, so that a story keeps its date from fetch to fetch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

STORIES = Path(__file__).parent / "stories"

FeedKind = Literal["rss", "atom", "json"]


class UnknownSampleError(LookupError):
    """No sample outlet or story has this name."""


class InvalidSampleError(ValueError):
    """A story's file is not in the form this module reads."""


@dataclass(frozen=True, slots=True)
class SampleOutlet:
    """An invented outlet; ``language`` is a BCP 47 tag, ``skin`` a class in its style sheet."""

    slug: str
    name: str
    tagline: str
    language: str
    feed_kind: FeedKind
    skin: str
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleImage:
    """A drawing: ``file`` is its name under `static/samples/`."""

    file: str
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of a story. ``updated_age`` is hours before the anchor, or none."""

    number: int
    headline: str
    summary: str
    section: str
    label: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    age: float
    updated_age: float | None
    image: SampleImage | None
    source: str


@dataclass(frozen=True, slots=True)
class SampleStory:
    """A story with all its editions, the first one first."""

    outlet: SampleOutlet
    slug: str
    editions: tuple[Edition, ...]

    @property
    def path(self) -> str:
        """The story's address below the samples' own address."""
        return f"{self.outlet.slug}/{self.slug}/"

    def edition(self, number: int) -> Edition:
        """Return that edition, or the nearest there is."""
        return self.editions[min(max(number, 1), len(self.editions)) - 1]


_OUTLETS = (
    SampleOutlet(
        slug="tessel-wire",
        name="Tessel Wire (sample)",
        tagline="News from Vessany and its neighbors",
        language="en-US",
        feed_kind="rss",
        skin="skin-wire",
        sections=("Politics", "Economy", "World"),
    ),
    SampleOutlet(
        slug="meridian-courier",
        name="The Meridian Courier (sample)",
        tagline="Port Aldane’s paper of record, and of second thoughts",
        language="en-GB",
        feed_kind="atom",
        skin="skin-broadsheet",
        sections=("Politics", "Interview", "Opinion"),
    ),
    SampleOutlet(
        slug="brackwater-echo",
        name="Brackwater Echo (sample)",
        tagline="Both banks of the Corrow, every tide",
        language="en-GB",
        feed_kind="json",
        skin="skin-local",
        sections=("News", "Council", "Community"),
    ),
)


def outlets() -> list[SampleOutlet]:
    """Return the invented outlets, in a fixed order."""
    return list(_OUTLETS)


def outlet(slug: str) -> SampleOutlet:
    """Return one outlet; raises :class:`UnknownSampleError`."""
    for one in _OUTLETS:
        if one.slug == slug:
            return one
    raise UnknownSampleError(slug)


def stories(of: SampleOutlet) -> list[SampleStory]:
    """Return an outlet's stories, newest first."""
    found = [one for one in _load().values() if one.outlet == of]
    return sorted(found, key=lambda one: (one.editions[0].age, one.slug))


def story(outlet_slug: str, story_slug: str) -> SampleStory:
    """Return one story; raises :class:`UnknownSampleError`."""
    try:
        return _load()[outlet_slug, story_slug]
    except KeyError:
        raise UnknownSampleError(f"{outlet_slug}/{story_slug}") from None


def published(edition: Edition, anchor: datetime) -> datetime:
    """Return when the story came out, which is the same for all its editions."""
    return anchor - timedelta(hours=edition.age)


def updated(edition: Edition, anchor: datetime) -> datetime:
    """Return when this edition came out; for edition 1 that is when the story did."""
    age = edition.age if edition.updated_age is None else edition.updated_age
    return anchor - timedelta(hours=age)


@cache
def _load() -> Mapping[tuple[str, str], SampleStory]:
    """Read every story once; the files are part of the program and do not change."""
    loaded = {}
    for one in _OUTLETS:
        for first in sorted((STORIES / one.slug).glob("*.md")):
            slug, _, later = first.stem.partition(".")
            if later:
                continue
            paths = [first]
            while (following := first.with_name(f"{slug}.{len(paths) + 1}.md")).exists():
                paths.append(following)
            editions = tuple(_read(path, number) for number, path in enumerate(paths, 1))
            loaded[one.slug, slug] = SampleStory(one, slug, editions)
    return loaded


def _read(path: Path, number: int) -> Edition:
    """Read one edition; raises :class:`InvalidSampleError` naming the file."""
    opening, _, rest = path.read_text(encoding="utf-8").partition("---\n")
    front, _, source = rest.partition("---\n")
    if opening or not source:
        raise InvalidSampleError(f"{path.name}: no front matter")
    fields = dict(line.split(": ", 1) for line in front.splitlines() if ": " in line)
    try:
        return Edition(
            number=number,
            headline=fields["headline"],
            summary=fields["summary"],
            section=fields["section"],
            label=fields.get("label", ""),
            authors=_split(fields["authors"], ";"),
            tags=_split(fields["tags"], ","),
            age=float(fields["hours_ago"]),
            updated_age=float(fields["updated_hours_ago"])
            if "updated_hours_ago" in fields
            else None,
            image=_image(fields),
            source=source,
        )
    except (KeyError, ValueError) as error:
        raise InvalidSampleError(f"{path.name}: {error}") from error


def _image(fields: Mapping[str, str]) -> SampleImage | None:
    if "image" not in fields:
        return None
    parts = (fields[f"image_{part}"] for part in ("alt", "caption", "credit"))
    return SampleImage(fields["image"], *parts)


def _split(listed: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in listed.split(mark) if part.strip())
