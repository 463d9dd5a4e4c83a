"""The strip under a headline: whose words an article quotes, and how much of them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article, Person, Quote
from articles.strip import MOST_PEOPLE, Part, Segment, strip_of
from tests import makers


def quoted(
    words: dict[str, int], *, status: str = "automatic", continues: bool = False
) -> list[Quote]:
    """Quotations that nobody stored: so many words of each name; a name in brackets is nobody."""
    people = {name: Person(pk=at, name=name) for at, name in enumerate(words, 1)}
    return [
        Quote(
            text="word " * count,
            speaker=None if name.startswith("(") else people[name],
            status=status,
            continues=continues,
        )
        for name, count in words.items()
    ]


def told(segments: list[Segment]) -> list[tuple[str, int]]:
    return [
        (one.people[0].name if one.is_person else one.part.value, one.percent) for one in segments
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({}, []),
        ({"Tamm": 40}, []),
        ({"Tamm": 40, "Lind": 60}, [("Lind", 60), ("Tamm", 40)]),
        ({"Tamm": 40, "(1)": 30, "(2)": 30}, [("Tamm", 40), ("unnamed", 60)]),
        ({"(1)": 30, "(2)": 30}, [("unnamed", 100)]),
        ({"Tamm": 90, "Lind": 4, "Voss": 4, "(1)": 2},
         [("Tamm", 90), ("others", 8), ("unnamed", 2)]),
        # One alone is not "1 other".
        ({"Tamm": 96, "Lind": 4}, [("Tamm", 96), ("Lind", 4)]),
        ({"Tamm": 95, "Lind": 5}, [("Tamm", 95), ("Lind", 5)]),
        # Thirds make 100.
        ({"A": 1, "B": 1, "C": 1}, [("A", 34), ("B", 33), ("C", 33)]),
    ],
)  # fmt: skip
def test_people_come_by_their_words_then_others_then_the_unnamed(
    words: dict[str, int], expected: list[tuple[str, int]]
) -> None:
    assert told(strip_of(quoted(words))) == expected


def test_many_people_are_cut_to_those_who_say_most() -> None:
    strip = strip_of(quoted({f"P{at}": 20 - at for at in range(9)}))
    assert [one.place for one in strip] == [*range(1, MOST_PEOPLE + 1), 0]
    assert (strip[-1].part, len(strip[-1].people)) == (Part.OTHERS, 3)


def test_a_quotation_over_two_paragraphs_is_one_and_a_dismissed_one_none() -> None:
    one, other = quoted({"Tamm": 10, "Lind": 10})
    other.continues = True
    assert strip_of([one, other]) == []
    other.continues, other.status = False, Quote.Status.DISMISSED
    assert strip_of([one, other]) == []


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 400)), min_size=2, max_size=40))
def test_the_parts_fill_the_strip_without_gaps(said: list[tuple[int, int]]) -> None:
    people = [Person(pk=at, name=f"P{at}") for at in range(1, 13)]
    quotes = [
        Quote(text="word " * count, speaker=people[who - 1] if who else None) for who, count in said
    ]
    strip = strip_of(quotes)
    assert sum(one.percent for one in strip) == 100
    assert sum(one.words for one in strip) == sum(count for _who, count in said)
    at = 0.0
    for one in strip:
        assert one.start == pytest.approx(at, abs=0.011) and one.width >= 0
        at = one.start + one.width
    assert at == pytest.approx(100, abs=0.02)


@pytest.mark.django_db
def test_the_reading_page_shows_it_in_words_and_shapes(client: Client) -> None:
    article = makers.article()
    page = client.get(article.get_absolute_url()).content.decode()
    strip = re.search(r'<section class="strip".*?</section>', page, re.DOTALL)
    assert strip
    tamm = Person.objects.get(name="Ilse Tamm")
    assert f'href="{tamm.get_absolute_url()}"' in strip[0]
    shown = [int(found) for found in re.findall(r"(\d+)%</span>", strip[0])]
    assert sum(shown) == 100 and len(shown) == strip[0].count("<li>") == 2
    assert re.findall(r'<rect class="strip-part [^>]*x="[\d.]+%"', strip[0])


@pytest.mark.django_db
def test_an_article_with_one_quotation_has_none(client: Client) -> None:
    article: Article = makers.article("“We built the wall,” Ilse Tamm said on Tuesday.")
    assert 'class="strip"' not in client.get(article.get_absolute_url()).content.decode()
