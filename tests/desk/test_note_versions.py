"""A note's history, and two who changed it at once: findings and who could see it, too."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations import services
from annotations.models import Annotation, Edit, Group, Membership
from annotations.services import NOTHING_FOUND, Finding, finding_of
from annotations.versions import versions
from articles.models import Article, Person
from readers.models import User
from tests import makers
from tests.makers import reader
from tests.noting import checked, noted

pytestmark = pytest.mark.django_db

PUBLIC, GROUP = Annotation.Visibility.PUBLIC, Annotation.Visibility.GROUP


@pytest.fixture
def article() -> Article:
    return makers.article()


@pytest.fixture
def ana(client: Client) -> User:
    user = reader("ana")
    client.force_login(user)
    return user


def as_it_stands(one: Annotation, **more: Any) -> None:
    """Change a note and leave what is not named as it is."""
    services.change(one, **{"color": one.color, "note": one.note, **more})


def history(client: Client, one: Annotation) -> str:
    return client.get(reverse("annotations:history", args=[one.pk])).content.decode()


def test_the_history_keeps_what_a_fact_check_found(client, ana, article) -> None:
    one = checked(ana, article=article)
    first = finding_of(one.fact_check)
    as_it_stands(one, finding=Finding("The plan is far too costly.", "true", sources=[]))
    before = Edit.objects.get()
    assert before.finding == first.told()
    assert before.finding["claimant"] == "Oskar Lind"
    seen = history(client, one)
    for told in ("Verdict: true", "Verdict: mostly false", "Oskar Lind", "4 March 2026"):
        assert told in seen, told
    assert "https://books.example/2" in seen
    assert re.search(r"<ins>[^/]*/span>far too", seen)


def test_a_finding_taken_away_is_told_and_kept(client, ana, article) -> None:
    one = checked(ana, article=article)
    as_it_stands(one, finding=NOTHING_FOUND)
    as_it_stands(one, finding=NOTHING_FOUND)
    assert Edit.objects.get().finding["rating"] == "mostly-false"
    assert "fact check removed" in history(client, one)


def test_the_history_tells_who_could_see_it(client, ana, article) -> None:
    group = Group.objects.create(name="Class 7")
    Membership.objects.create(group=group, user=ana, role="owner")
    one = noted(ana, article=article)
    as_it_stands(one, visibility=GROUP, group=group)
    as_it_stands(one, visibility=PUBLIC)
    assert [row.visibility for row in Edit.objects.all()] == ["private", "group"]
    seen = history(client, one)
    told = ["seen by: everybody", "seen by: the group Class 7", "seen by: only me"]
    places = [seen.index(words) for words in told]
    assert places == sorted(places)
    group.delete()
    assert "a group that is gone" in history(client, one)


def test_words_alone_leave_the_rest_untold(ana, article) -> None:
    one = checked(ana, article=article)
    as_it_stands(one, note="Other words")
    first, second = versions(Annotation.objects.get())
    assert (first.others, second.others) == ([], [])
    assert first.facts == second.facts


def test_versions_from_before_this_was_recorded_claim_nothing(client, ana, article) -> None:
    one = checked(ana, article=article, visibility=PUBLIC)
    Edit.objects.create(annotation=one, version=1, note="Old", color="pink", kind="comment")
    Annotation.objects.update(version=2)
    first, second = versions(Annotation.objects.get())
    assert (first.facts.audience, first.facts.finding) == ("", None)
    assert second.others == ["color", "kind"]
    assert "only me" not in history(client, one)


def test_the_second_of_two_sees_the_others_finding_and_audience(client, ana, article) -> None:
    one = checked(ana, article=article)
    theirs = Finding("The plan costs nothing.", "false", Person.objects.get(name="Ilse Tamm"))
    as_it_stands(one, finding=theirs, visibility=PUBLIC)
    sent = {
        "color": "pink", "kind": "fact-check", "note": "Mine", "version": 1, "audience": "private",
        "claim": "The plan is cheap.", "claimant": "", "claimed": "", "rating": "true",
        "sources-TOTAL_FORMS": "0", "sources-INITIAL_FORMS": "0",
    }  # fmt: skip
    answer = client.post(reverse("annotations:edit", args=[one.pk]), sent)
    assert answer.status_code == 409
    seen = answer.content.decode()
    sides = seen[seen.index("conflict-sides") :].partition("</section>")[0].split("<h3>")[1:]
    expected = [
        ("The plan is costly.", "Verdict: mostly false", "Seen by: only me"),
        ("The plan costs nothing.", "Ilse Tamm", "Verdict: false", "Seen by: everybody"),
        ("The plan is cheap.", "Verdict: true", "Seen by: only me"),
    ]
    assert len(sides) == len(expected)
    for side, words in zip(sides, expected, strict=True):
        assert all(one in side for one in words), side


def test_a_long_history_costs_no_more_than_a_short_one(client, ana, article) -> None:
    one = checked(ana, article=article)
    costs = []
    for count in (2, 8):
        for at in range(count):
            as_it_stands(one, note=f"{count} {at}", visibility=PUBLIC if at % 2 else "private")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            history(client, one)
        costs.append(len(queries))
    assert costs[0] == costs[1]
