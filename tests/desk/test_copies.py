"""Near-identical articles are linked to the earliest, and never dropped."""

from __future__ import annotations

import itertools
import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Revision, Sketch
from articles.queries import copies_of
from articles.services.copies import link_copies
from articles.text.sketch import similarity
from tests import makers

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
_draw = random.Random(7)
_outlets = itertools.count(1)


def words(count: int, seed: int = 1) -> str:
    draw = random.Random(seed)
    return " ".join(f"{draw.choice('bdgkmt')}{draw.randrange(9000)}" for _ in range(count))


STORY = words(300)


def carrier(text: str = STORY, *, hour: float = 0, outlet: str = "") -> Article:
    """An article as some outlet published it, ``hour`` hours after noon."""
    name = outlet or f"outlet{next(_outlets)}"
    article = makers.article(text, url=f"https://{name}.example/{next(_outlets)}")
    article.published = article.sort_date = NOON + timedelta(hours=hour)
    article.save(update_fields=["published", "sort_date"])
    return article


def revise(article: Article, text: str) -> None:
    """What storing a new version does, as far as copies are concerned."""
    last = article.revisions.count()
    article.current = Revision.objects.create(
        article=article, number=last + 1, headline=article.headline, text=text,
        content_hash="x", source=Revision.Source.PAGE, fetched=NOON,
    )  # fmt: skip
    article.save(update_fields=["current"])
    Sketch.objects.filter(article=article).update(values=None, due=True)


def mixed(share: float, seed: int = 2) -> str:
    """A text that begins as the story does and then goes its own way."""
    kept = STORY.split()[: int(300 * share)]
    return " ".join(kept) + " " + words(300 - len(kept), seed)


def first_of(article: Article) -> int | None:
    article.refresh_from_db()
    return article.copy_of_id


def test_a_later_article_with_the_same_words_is_a_copy_of_the_earlier() -> None:
    first, later, other = carrier(), carrier(hour=2), carrier(words(300, 9), hour=1)
    assert link_copies() == 3
    assert (first_of(first), first_of(later), first_of(other)) == (None, first.pk, None)
    assert later.copy_share == 1.0
    assert first.copy_share is None
    assert not Sketch.objects.filter(due=True).exists()
    assert link_copies() == 0


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1, 2, 3]))[::3])
def test_whatever_order_they_come_in_all_point_to_the_earliest(order: tuple[int, ...]) -> None:
    made = {}
    for hour in order:
        made[hour] = carrier(hour=hour)
        link_copies()
    assert [first_of(made[hour]) for hour in range(4)] == [None, *[made[0].pk] * 3]


def test_when_all_are_due_at_once_all_point_to_the_earliest() -> None:
    made = [carrier(hour=hour) for hour in (2, 0, 3, 1)]
    assert link_copies() == 4
    assert [first_of(one) for one in made] == [made[1].pk, None, made[1].pk, made[1].pk]


def test_the_desk_looks_again_without_changing_anything() -> None:
    made = [carrier(hour=hour) for hour in (2, 0, 3)]
    link_copies()
    before = list(Article.objects.order_by("pk").values("pk", "copy_of", "copy_share", "sketch"))
    Sketch.objects.update(due=True)
    assert link_copies() == len(made)
    assert before == list(
        Article.objects.order_by("pk").values("pk", "copy_of", "copy_share", "sketch")
    )


@pytest.mark.parametrize(
    ("share", "linked"), [(0.95, True), (0.85, True), (0.7, False), (0, False)]
)
def test_only_near_identical_texts_are_copies(share: float, linked: bool) -> None:
    first, later = carrier(), carrier(mixed(share), hour=1)
    link_copies()
    assert (first_of(later) == first.pk) is linked
    if linked:
        assert later.copy_share == pytest.approx(similarity(STORY, mixed(share)))


@pytest.mark.parametrize(("share", "linked"), [(0.9, True), (0.7, True), (0.5, False)])
@pytest.mark.parametrize("which", ["copy", "first"])
def test_a_link_is_undone_once_a_revision_made_the_texts_differ(
    which: str, share: float, linked: bool
) -> None:
    first, later = carrier(), carrier(hour=1)
    link_copies()
    revise(later if which == "copy" else first, mixed(share))
    link_copies()
    assert (first_of(later) == first.pk) is linked
    assert (later.copy_share is not None) is linked
    if linked:
        assert later.copy_share == pytest.approx(similarity(STORY, mixed(share)))


def test_copies_of_a_first_that_moved_on_find_another_first() -> None:
    first, second, third = (carrier(hour=hour) for hour in range(3))
    link_copies()
    revise(first, words(300, 5))
    link_copies()
    assert (first_of(first), first_of(second), first_of(third)) == (None, None, second.pk)


def test_a_link_never_leads_to_a_copy() -> None:
    texts = [mixed(share, seed) for share, seed in [(1, 0), (0.9, 3), (0.8, 4), (0.72, 5)]]
    for text, hour in zip(texts, (3, 2, 1, 0), strict=True):
        carrier(text, hour=hour)
        link_copies()
    for one in Article.objects.exclude(copy_of=None):
        assert one.copy_of and one.copy_of.copy_of_id is None
        assert one.copy_share and one.copy_share >= 0.6


@pytest.mark.parametrize("seed", range(8))
def test_links_are_sound_however_articles_come_and_change(seed: int) -> None:
    draw = random.Random(seed)
    made: list[Article] = []
    for _ in range(14):
        text = mixed(draw.choice([1, 0.95, 0.88, 0.8, 0.7, 0.3]), draw.randrange(3))
        if made and draw.random() < 0.4:
            revise(draw.choice(made), text)
        else:
            made.append(carrier(text, hour=draw.randrange(50)))
        if draw.random() < 0.7:
            link_copies(draw.choice([1, 2, 50]))
    looked = 0
    while (count := link_copies(20)) and looked < 500:
        looked += count
    assert looked < 500
    for one in Article.objects.select_related("current", "copy_of__current"):
        if one.copy_of:
            assert one.copy_of.copy_of_id is None
            assert (one.copy_of.published, one.copy_of.pk) < (one.published, one.pk)
            assert one.current and one.copy_of.current
            share = similarity(one.current.text, one.copy_of.current.text)
            assert one.copy_share == pytest.approx(share) and share >= 0.6


def test_a_date_without_a_time_and_a_pasted_date_do_not_come_first() -> None:
    minute, day, pasted = carrier(hour=2), carrier(hour=0), carrier(hour=-9000)
    Article.objects.filter(pk=day.pk).update(
        published=NOON.replace(hour=0), published_precision=Article.Precision.DAY
    )
    Revision.objects.filter(article=pasted).update(source=Revision.Source.PASTE)
    link_copies()
    assert [first_of(one) for one in (minute, day, pasted)] == [None, minute.pk, minute.pk]


def test_short_texts_are_left_alone() -> None:
    first, later = carrier("The vote is in May."), carrier("The vote is in May.", hour=1)
    assert link_copies() == 2
    assert (first_of(first), first_of(later), later.sketch.values) == (None, None, [])


def test_the_work_for_an_article_is_bounded_by_the_rows_it_may_look_at() -> None:
    counts = []
    for _round in range(2):
        for hour in range(6):
            carrier(hour=hour)
        link_copies()
        newest = carrier(hour=90)
        with CaptureQueriesContext(connection) as queries:
            link_copies()
        counts.append(len(queries))
        assert first_of(newest) is not None
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_link_the_same_articles_once() -> None:
    made = [carrier(hour=hour) for hour in _draw.sample(range(20), 12)]
    done: list[int] = []

    def work() -> None:
        try:
            done.append(link_copies())
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    first = min(made, key=lambda one: one.published or NOON)
    assert sum(done) == 12
    assert {first_of(one) for one in made if one != first} == {first.pk}
    assert first_of(first) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("held", ["first", "later"])
def test_an_article_that_is_being_stored_is_not_waited_for(held: str) -> None:
    first, later = carrier(), carrier(hour=1)
    link_copies()
    Sketch.objects.update(due=True)
    busy = first if held == "first" else later
    told: list[int] = []

    def work() -> None:
        try:
            told.append(link_copies())
        finally:
            connections.close_all()

    with transaction.atomic():
        Article.objects.select_for_update().get(pk=busy.pk)
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(60)
        assert not worker.is_alive()
    assert told == [0]
    assert Sketch.objects.filter(due=True).count() == 2
    assert link_copies() == 2
    assert first_of(later) == first.pk


@pytest.mark.django_db(transaction=True)
def test_articles_that_are_always_busy_hold_up_no_others() -> None:
    busy = [carrier(words(300, number)) for number in (1, 1, 2, 2)]
    others = [carrier(words(300, number), hour=hour) for hour, number in enumerate((3, 3))]
    told: list[int] = []

    def work() -> None:
        try:
            told.append(link_copies(2))
        finally:
            connections.close_all()

    with transaction.atomic():
        list(Article.objects.select_for_update().filter(pk__in=[one.pk for one in busy]))
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(60)
    assert told == [2]
    assert first_of(others[1]) == others[0].pk


def test_articles_that_share_nothing_cost_no_queries_each() -> None:
    counts = []
    for round_ in (1, 2):
        for number in range(4 * round_):
            carrier(words(60, 1000 * round_ + number))
        with CaptureQueriesContext(connection) as queries:
            assert link_copies() == 4 * round_
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_carriers_of_the_same_words_are_listed_with_the_first_of_them_first() -> None:
    first, second, third = carrier(), carrier(hour=2), carrier(hour=1)
    alone = carrier(words(300, 9))
    link_copies()
    for one in (first, second, third, alone):
        one.refresh_from_db()
    with CaptureQueriesContext(connection) as queries:
        rows = list(copies_of(second))
        told = [(row.pk, row.outlet.name if row.outlet else "", row.copy_share) for row in rows]
    assert len(queries) == 1
    assert [pk for pk, *_ in told] == [first.pk, third.pk]
    assert [row.pk for row in copies_of(first)] == [third.pk, second.pk]
    assert list(copies_of(alone)) == []
