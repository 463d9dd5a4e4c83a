"""Whom of several people with one name an article means.

After a split two people bear one name (``PersonName.also``), and the name alone tells nothing.
What else is known decides, in this order:

    earlier versions of the article name one of them   that one; surely, if that was sure
    a role the article gives is one of theirs alone    that one
    the outlet has named one of them alone so far      that one, in doubt
    nothing                                            the one who had the name first, in doubt

What is in doubt counts half as sure as it was (:data:`DOUBT`): it is shown with a question mark
and comes up among the least certain attributions, and nothing is learned from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from articles.drawing import SURE
from articles.models import Mention, Person, PersonName, Quote, Revision
from articles.said_rows import Named

#: What the confidence of an attribution in doubt is multiplied with: less than ``SURE`` always.
DOUBT = 0.5


class Meant(NamedTuple):
    """The key of the stored person that somebody found in an article is taken for."""

    pk: int
    is_doubtful: bool = False

    @property
    def sureness(self) -> float:
        """What the confidence of an attribution is to be multiplied with."""
        return DOUBT if self.is_doubtful else 1.0


def shared_names(keys: Iterable[str]) -> dict[str, list[int]]:
    """Those of ``keys`` that several people bear, with theirs; who had it first is first.

    One SQL query, and one more where there are any.
    """
    names = (
        PersonName.objects.filter(key__in=list(keys), also__isnull=False)
        .prefetch_related("also")
        .distinct()
    )
    return {name.key: [name.person_id, *(one.pk for one in name.also.all())] for name in names}


def decide(
    found: Sequence[Sequence[Named]],
    keys: Sequence[Sequence[str]],
    shared: Mapping[str, Sequence[int]],
    revisions: Sequence[Revision],
) -> list[dict[str, Meant]]:
    """Choose whom each shared name means, for each article by itself.

    ``keys`` are the names looked up, ``revisions`` what they were found in. Four SQL queries.
    """
    known = _Known({person for people in shared.values() for person in people}, revisions)
    decided: list[dict[str, Meant]] = []
    for at, people in enumerate(found):
        revision = revisions[at] if revisions else None
        decided.append(
            {
                key: known.choose(shared[key], one.roles, revision)
                for one, key in zip(people, keys[at], strict=True)
                if key in shared
            }
        )
    return decided


class _Known:
    """What earlier articles and other knowledge tell of namesakes."""

    def __init__(self, people: set[int], revisions: Sequence[Revision]) -> None:
        articles = {revision.article_id for revision in revisions}
        outlets = {revision.article.outlet_id for revision in revisions} - {None}
        self._earlier = _earlier(people, articles)
        self._in_outlet = _in_outlets(people, outlets)
        self._words: dict[int, str] = {}
        told = Person.objects.filter(pk__in=people).prefetch_related("offices")
        for person in told:
            offices = [office.title for office in person.offices.all()]
            words = [*person.roles, *offices, person.description]
            self._words[person.pk] = "|".join(f" {_plain(word)} " for word in words)

    def choose(
        self, people: Sequence[int], roles: Iterable[str], revision: Revision | None
    ) -> Meant:
        """The one an article means that gives somebody of their name these roles."""
        if revision is not None:
            earlier = self._earlier.get(revision.article_id, {})
            there = [person for person in people if person in earlier]
            if len(there) == 1:
                return Meant(there[0], not earlier[there[0]])
        fitting = [person for person in people if self._fits(person, roles)]
        if len(fitting) == 1:
            return Meant(fitting[0])
        if revision is not None and (outlet := revision.article.outlet_id):
            there = [person for person in people if self._in_outlet.get((outlet, person))]
            if len(there) == 1:
                return Meant(there[0], is_doubtful=True)
        return Meant(people[0], is_doubtful=True)

    def _fits(self, person: int, roles: Iterable[str]) -> bool:
        words = self._words.get(person, "")
        return any(f" {_plain(role)} " in words for role in roles if role.strip())


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace(",", " ").split())


def _earlier(people: set[int], articles: set[int]) -> dict[int, dict[int, bool]]:
    """Whom of ``people`` earlier versions of articles name, and whether that is sure.

    Sure is what a reader decided, and what was sure when it was found. One SQL query.
    """
    said = Quote.objects.filter(
        speaker=OuterRef("person"), revision__article=OuterRef("revision__article")
    )
    doubtful = Q(confidence__lt=SURE, status=Quote.Status.AUTOMATIC)
    mentions = (
        Mention.objects.filter(person__in=people, revision__article__in=articles)
        .order_by()
        .values_list("revision__article", "person")
        .annotate(is_sure=Q(Exists(said.exclude(doubtful))) & ~Q(Exists(said.filter(doubtful))))
        .distinct()
    )
    found: dict[int, dict[int, bool]] = {}
    for article, person, is_sure in mentions:
        found.setdefault(article, {})[person] = is_sure
    return found


def _in_outlets(people: set[int], outlets: set[int | None]) -> dict[tuple[int, int], int]:
    """How many articles of each outlet name each of ``people``. One SQL query."""
    counts = (
        Mention.objects.filter(person__in=people, revision__article__outlet__in=outlets)
        .order_by()
        .values_list("revision__article__outlet", "person")
        .annotate(n=Count("revision__article", distinct=True))
    )
    return {(outlet, person): n for outlet, person, n in counts}
