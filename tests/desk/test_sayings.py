"""The same words in several articles are one saying, and stay one as articles come and go."""

from __future__ import annotations

import itertools
import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Quote, QuoteSketch, Revision, Saying
from articles.services.sayings import link_sayings, look_again
from tests import makers

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
_outlets = itertools.count(1)
F_CURRENT = F("revision")

WALL = "We built the first wall in one summer, before the dredgers had even found the channel"
WHOLE = f"{WALL}, and if the treasury lends us its cranes we can do it again by harvest"
GOOSE = "My grandfather crossed that border on a bicycle with a goose under his arm"


def said(words: str, who: str = "Ilse Tamm") -> str:
    return f"The council met in Nordhaven on Tuesday.\n\n“{words},” {who} told reporters."


def carrier(text: str, *, hour: float = 0, outlet: str = "") -> Article:
    """An article as some outlet published it, ``hour`` hours after noon."""
    name = outlet or f"outlet{next(_outlets)}"
    article = makers.article(text, url=f"https://{name}.example/{next(_outlets)}")
    article.published = article.sort_date = NOON + timedelta(hours=hour)
    article.save(update_fields=["published", "sort_date"])
    return article


def sayings_of(*articles: Article) -> list[list[int | None]]:
    """The saying of each quotation of the current revisions."""
    return [
        list(Quote.objects.filter(revision__article__current=F_CURRENT, revision__article=one)
             .order_by("start").values_list("saying", flat=True))
        for one in articles
    ]  # fmt: skip


def links() -> list[tuple[int, int | None]]:
    return list(Quote.objects.order_by("pk").values_list("pk", "saying"))


def test_a_trimmed_version_and_the_whole_are_one_saying() -> None:
    first, later = carrier(said(WHOLE)), carrier(said(WALL), hour=2)
    other = carrier(said(GOOSE), hour=1)
    assert link_sayings() == 3
    saying = Saying.objects.get()
    assert sayings_of(first, later, other) == [[saying.pk], [saying.pk], [None]]
    assert saying.text == f"“{WHOLE},”"
    assert (saying.article_count, saying.outlet_count) == (2, 2)
    assert saying.latest == later.published
    assert not Revision.objects.filter(sayings_due=True).exists()
    assert link_sayings() == 0


def test_words_that_one_article_carries_alone_are_no_saying() -> None:
    carrier(said(WALL) + f"\n\n“{WALL},” Tamm said again.")
    assert link_sayings() == 1
    assert not Saying.objects.exists()


def test_two_articles_of_one_outlet_share_a_saying_too() -> None:
    carrier(said(WALL), outlet="courier"), carrier(said(WHOLE), outlet="courier")
    link_sayings()
    saying = Saying.objects.get()
    assert (saying.article_count, saying.outlet_count) == (2, 1)


def test_commonplaces_are_no_saying() -> None:
    for _time in range(3):
        carrier(said("Thank you very much, we will see what we can do for our country"))
    link_sayings()
    assert not Saying.objects.exists()


def test_a_quotation_interrupted_by_who_says_so_is_one_with_the_unbroken_one() -> None:
    broken = carrier(
        "“We built the first wall in one summer,” Ilse Tamm said on Tuesday, “before the dredgers "
        "had even found the channel.”"
    )
    whole = carrier(said(WALL))
    link_sayings()
    ((first, second), (other,)) = sayings_of(broken, whole)
    assert first == second == other is not None
    assert Saying.objects.get().article_count == 2


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::2])
@pytest.mark.parametrize("step", [True, False])
def test_whatever_order_they_come_in_they_are_the_same_sayings(
    order: tuple[int, ...], step: bool
) -> None:
    texts = [said(WALL), said(WHOLE), said(GOOSE), said(WHOLE, "the mayor") + f"\n\n“{GOOSE},” "
             "Tamm added."]  # fmt: skip
    made = {}
    for at in order:
        made[at] = carrier(texts[at], hour=at)
        if step:
            link_sayings()
    link_sayings()
    wall, goose = Saying.objects.order_by("-article_count")
    assert sayings_of(*(made[at] for at in range(4))) == [
        [wall.pk], [wall.pk], [goose.pk], [wall.pk, goose.pk],
    ]  # fmt: skip
    assert (wall.article_count, goose.article_count) == (3, 2)
    assert wall.text == f"“{WHOLE},”"


def test_the_desk_looks_again_without_changing_anything() -> None:
    for text in (said(WHOLE), said(WALL), said(GOOSE), said(GOOSE, "Oskar Lind")):
        carrier(text)
    link_sayings()
    before = links(), list(Saying.objects.order_by("pk").values())
    Revision.objects.update(sayings_due=True)
    assert link_sayings() == 4
    assert before == (links(), list(Saying.objects.order_by("pk").values()))


def test_another_speaker_needs_more_of_the_same_words() -> None:
    short = "before the dredgers found the channel"
    carrier(said(short)), carrier(said(short, "Oskar Lind"))
    link_sayings()
    assert not Saying.objects.exists()
    carrier(said(WHOLE)), carrier(said(WHOLE, "Oskar Lind"))
    link_sayings()
    assert Saying.objects.filter(article_count__gt=1).count() == 1


def test_a_new_revision_is_linked_anew() -> None:
    first, second, third = (carrier(said(WALL), hour=hour) for hour in range(3))
    link_sayings()
    saying = Saying.objects.get()
    makers.edited(second, said(GOOSE))
    assert link_sayings() == 1
    assert sayings_of(first, second, third) == [[saying.pk], [None], [saying.pk]]
    saying.refresh_from_db()
    assert saying.article_count == 2
    assert not Quote.objects.filter(revision__number=1, revision__article=second).exclude(
        saying=None
    )
    assert not QuoteSketch.objects.filter(
        quote__revision__number=1, quote__revision__article=second
    )


def test_a_saying_that_one_article_has_left_is_no_more() -> None:
    first, second = carrier(said(WALL)), carrier(said(WHOLE))
    link_sayings()
    makers.edited(second, said(GOOSE))
    link_sayings()
    saying = Saying.objects.get()
    assert sayings_of(first, second) == [[None], [None]]
    assert (saying.article_count, saying.outlet_count, saying.merged_into) == (0, 0, None)


def test_the_saying_keeps_its_address_when_all_its_articles_are_edited() -> None:
    made = [carrier(said(WALL), hour=hour) for hour in range(2)]
    link_sayings()
    slug = Saying.objects.get().slug
    for one in made:
        makers.edited(one, said(WHOLE))
    # One at a time, so that at one point no current article has the words.
    while link_sayings(1):
        pass
    saying = Saying.objects.get()
    assert saying.slug == slug
    assert sayings_of(*made) == [[saying.pk], [saying.pk]]
    assert (saying.text, saying.article_count) == (f"“{WHOLE},”", 2)


def test_two_sayings_that_turn_out_to_be_one_are_merged_into_the_older() -> None:
    start = "We built the first wall in one summer, before the dredgers came"
    end = "and if the treasury lends us its cranes we can do it again by harvest"
    carrier(said(start)), carrier(said(start))
    link_sayings()
    carrier(said(end)), carrier(said(end))
    link_sayings()
    older, younger = Saying.objects.order_by("pk")
    carrier(said(f"{start}, {end}"))
    link_sayings()
    younger.refresh_from_db(), older.refresh_from_db()
    assert (younger.merged_into, younger.article_count) == (older, 0)
    assert (older.article_count, older.merged_into) == (5, None)
    assert set(Quote.objects.values_list("saying", flat=True)) == {older.pk}


def test_a_merged_saying_leads_to_the_last_of_the_line() -> None:
    parts = [
        "We built the first wall in one summer, before the dredgers came",
        "if the treasury lends us its cranes we can finish another by harvest",
        "the fishermen of Nordhaven paid for every barrel of cement with herring",
    ]
    for part in reversed(parts):
        carrier(said(part)), carrier(said(part))
        link_sayings()
    oldest, middle, youngest = Saying.objects.order_by("pk")
    for words in (f"{parts[0]}, {parts[1]}", ", ".join(parts)):
        carrier(said(words))
        link_sayings()
    assert set(Saying.objects.values_list("pk", "merged_into")) == {
        (oldest.pk, None), (middle.pk, oldest.pk), (youngest.pk, oldest.pk),
    }  # fmt: skip


def test_what_a_reader_dismissed_is_in_no_saying() -> None:
    first, second = carrier(said(WALL)), carrier(said(WALL))
    third = carrier(said(WALL))
    link_sayings()
    quote = Quote.objects.get(revision=second.current)
    quote.status = Quote.Status.DISMISSED
    quote.save()
    look_again(quote.revision)
    assert link_sayings() == 1
    (one,), gone, (other,) = sayings_of(first, second, third)
    assert (one, gone) == (other, [None])
    assert Saying.objects.get().article_count == 2
    quote.status = Quote.Status.AUTOMATIC
    quote.save()
    look_again(quote.revision)
    link_sayings()
    assert sayings_of(second) == [[one]]


def test_a_long_speech_does_not_become_one_saying_by_overlapping_passages() -> None:
    passages = [
        "We built the first wall in one summer, before the dredgers had found the channel.",
        "My grandfather crossed that border on a bicycle with a goose under his arm.",
        "A tariff is a wall with a cash register in it, and somebody holds the drawer.",
        "The court merely asked the treasury to calculate pensions with honest arithmetic.",
        "Nobody doubts the reactor, the valley doubts whether the company owns a telephone.",
        "I read the report twice and found no paragraph that apologises to the fishermen.",
    ]
    for one, other in itertools.pairwise(passages):
        carrier(said(f"{one} {other}"))
    link_sayings()
    for saying in Saying.objects.all():
        carried = Quote.objects.filter(saying=saying).values_list("text", flat=True)
        shared = [words for words in passages if sum(words[:-1] in text for text in carried) > 1]
        assert len(shared) <= 2
    assert Saying.objects.count() > 1


def test_revisions_that_share_nothing_cost_no_queries_each() -> None:
    draw, counts = random.Random(3), []
    for round_ in (1, 2):
        for _number in range(4 * round_):
            carrier(said(" ".join(f"word{draw.randrange(10**6)}" for _ in range(12))))
        with CaptureQueriesContext(connection) as queries:
            assert link_sayings() == 4 * round_
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_work_for_a_revision_does_not_grow_with_the_saying() -> None:
    counts = []
    for _round in range(3):
        for hour in range(6):
            carrier(said(WALL), hour=hour)
        link_sayings()
        carrier(said(WHOLE))
        with CaptureQueriesContext(connection) as queries:
            assert link_sayings() == 1
        counts.append(len(queries))
    # The first one makes another version the fullest, which is stored.
    assert counts[0] > counts[1] == counts[2]


def test_storing_an_article_sketches_and_links_nothing() -> None:
    carrier(said(WALL)), carrier(said(WALL))
    assert not QuoteSketch.objects.exists()
    assert Revision.objects.filter(sayings_due=True).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_link_the_same_articles_once() -> None:
    made = [carrier(said(draw), hour=at) for at, draw in enumerate([WALL, WHOLE, GOOSE] * 4)]
    done: list[int] = []

    def work() -> None:
        try:
            done.append(link_sayings())
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    link_sayings()
    assert sum(done) <= 12
    wall, goose = Saying.objects.order_by("-article_count")
    assert sayings_of(*made) == [[wall.pk], [wall.pk], [goose.pk]] * 4
    assert (wall.article_count, goose.article_count) == (8, 4)


@pytest.mark.django_db(transaction=True)
def test_a_quotation_that_somebody_is_correcting_is_not_waited_for() -> None:
    first, second = carrier(said(WALL)), carrier(said(WALL))
    told: list[int] = []

    def work() -> None:
        try:
            told.append(link_sayings())
        finally:
            connections.close_all()

    with transaction.atomic():
        Quote.objects.filter(revision=first.current).update(confidence=0.9)
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(60)
        assert not worker.is_alive()
    # The other one shares nothing with any that could be sketched.
    assert told == [1]
    assert not Saying.objects.exists()
    assert link_sayings() == 1
    ((one,), (other,)) = sayings_of(first, second)
    assert one == other is not None


@pytest.mark.parametrize("seed", range(6))
def test_sayings_are_sound_however_articles_come_and_change(seed: int) -> None:
    draw = random.Random(seed)
    words = [WALL, WHOLE, GOOSE, "thank you very much", f"{GOOSE}, and we built the first wall"]
    made: list[Article] = []
    for _ in range(16):
        text = said(draw.choice(words), draw.choice(["Ilse Tamm", "the mayor", "Oskar Lind"]))
        if made and draw.random() < 0.4:
            one = draw.choice(made)
            if one.current and one.current.text != text:
                makers.edited(one, text)
        else:
            made.append(carrier(text, hour=draw.randrange(50)))
        if draw.random() < 0.6:
            link_sayings(draw.choice([1, 2, 50]))
    while link_sayings(20):
        pass
    assert not Quote.objects.exclude(saying=None).exclude(revision__article__current=F_CURRENT)
    for saying in Saying.objects.all():
        rows = Quote.objects.filter(saying=saying)
        articles = rows.values("revision__article").distinct().count()
        assert saying.article_count == articles != 1
        if articles:
            assert saying.merged_into is None and saying.text in {row.text for row in rows}
