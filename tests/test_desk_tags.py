"""How times and short texts are written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from newsdesk.templatetags.desk import teaser


def drawn(source: str, **context: object) -> str:
    return Template("{% load desk %}" + source).render(Context(context)).strip()


def test_a_day_is_shown_as_the_outlet_gave_it_in_every_time_zone() -> None:
    when = datetime(2025, 3, 16, tzinfo=UTC)
    with timezone.override("America/Los_Angeles"):
        shown = drawn("{% moment when 'day' %}", when=when)
    assert shown == '<time datetime="2025-03-16">16 March 2025</time>'


def test_a_minute_is_shown_in_the_desk_s_time_zone() -> None:
    when = datetime(2025, 3, 16, 23, 30, tzinfo=UTC)
    with timezone.override("Europe/Berlin"):
        shown = drawn("{% moment when %}", when=when)
    assert shown == (
        '<time datetime="2025-03-17T00:30+01:00" title="17 March 2025, 00:30 CET">'
        "17 March 2025, 00:30</time>"
    )


def test_what_just_happened_is_told_as_such() -> None:
    with timezone.override("Asia/Tokyo"):
        shown = drawn("{% moment when ago=True %}", when=timezone.now() - timedelta(hours=3))
    assert "3\xa0hours ago" in shown
    assert ' JST">' in shown


@pytest.mark.parametrize("days", [2, -2])
def test_what_is_long_ago_or_still_to_come_has_its_date(days: int) -> None:
    assert "ago" not in drawn(
        "{% moment when ago=True %}", when=timezone.now() - timedelta(days=days)
    )


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_time_draws_nothing(nothing: object) -> None:
    assert drawn("{% moment when %}", when=nothing) == ""


@pytest.mark.parametrize(
    ("text", "longest", "short"),
    [
        ("Brief.", 20, "Brief."),
        ("Two\n\nblocks.", 20, "Two blocks."),
        ("The levy, he said, is gone.", 18, "The levy, he said…"),
        ("Unbreakable", 5, "Unbre…"),
        (None, 5, ""),
    ],
)
def test_teasers_are_cut_between_words(text: str | None, longest: int, short: str) -> None:
    assert teaser(text, longest) == short
