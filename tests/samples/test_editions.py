from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Feed, Outlet
from articles.samples import editions

pytestmark = pytest.mark.django_db

PATH = "/samples/meridian-courier/corrow-bridge-audit/"
CREATED = datetime(2031, 5, 7, 10, 31, 12, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _addresses(settings: LazySettings) -> None:
    settings.BASE_URL = "https://desk.example"
    settings.SAMPLES_URL = "http://web.internal:8000"


def subscribed(url: str, created: datetime) -> None:
    feed = Feed.objects.create(url=url)
    Feed.objects.filter(pk=feed.pk).update(created=created)


def stored(url: str) -> None:
    outlet = Outlet.objects.create(name="The Meridian Courier (sample)", slug="courier")
    Article.objects.create(url=url, outlet=outlet, headline="x", slug="x", sort_date=CREATED)


def test_ages_count_from_the_hour_while_nobody_has_subscribed() -> None:
    subscribed("https://desk.example/samples-of-others/feed", CREATED)
    anchor = editions.anchor()
    assert (anchor.minute, anchor.second, anchor.microsecond) == (0, 0, 0)
    assert abs((datetime.now(UTC) - anchor).total_seconds()) <= 3600


@pytest.mark.parametrize("host", ["https://desk.example", "http://web.internal:8000"])
def test_ages_count_from_the_first_subscription(
    host: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    subscribed(f"{host}/samples/brackwater-echo/feed", CREATED.replace(year=2032))
    subscribed(f"{host}/samples/tessel-wire/feed", CREATED)
    with django_assert_num_queries(1):
        assert editions.anchor() == CREATED.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    "known",
    [
        f"https://desk.example{PATH}",
        f"http://web.internal:8000{PATH}",
        f"http://localhost:8000{PATH}",
    ],
)
def test_a_story_has_its_second_edition_once_the_desk_has_it(
    known: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked = f"http://localhost:8000{PATH}"
    assert editions.current_edition(asked) == 1
    stored(known)
    with django_assert_num_queries(1):
        assert editions.current_edition(asked) == 2


def test_another_sites_story_at_the_same_path_is_another_story() -> None:
    stored(f"https://elsewhere.example{PATH}")
    assert editions.current_edition(f"https://desk.example{PATH}") == 1
