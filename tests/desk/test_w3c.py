"""Notes as W3C Web Annotations: what the model demands, and what the desk has to tell."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from annotations import services
from annotations.formats.w3c import read_annotation
from annotations.jsonld import (
    ANNO,
    EVERYBODY,
    annotation_json,
    claim_review_json,
    reply_json,
    whole_collection,
)
from annotations.models import Annotation, Group, Membership
from articles.models import ExternalId
from tests import makers
from tests.makers import WORDS, reader
from tests.noting import answered, checked, collected, noted, page_noted

pytestmark = pytest.mark.django_db

ADDRESS = "https://courier.example/politics/harbour"


@pytest.fixture
def author() -> Any:
    return reader("ilse", first_name="Ilse", last_name="Tamm")


@pytest.fixture
def checker(shared: Path) -> Any:
    """The W3C's own assertions: returns what the checker prints; fails where one does not hold."""
    tool = shared / "tools" / "check_w3c.py"
    if not (shared / "data" / "w3c").is_dir() or not tool.is_file():
        pytest.skip("the W3C's schemas are not among the shared material")
    needs = "import jsonschema, referencing, rfc3339_validator"
    pythons = [sys.executable, *filter(None, map(shutil.which, ("python3", "python")))]
    able = [
        one
        for one in pythons
        if subprocess.run([one, "-c", needs], capture_output=True, check=False).returncode == 0
    ]
    if not able:
        pytest.skip("no Python here has jsonschema, referencing and rfc3339-validator")

    def check(document: Any, suite: str = "must") -> str:
        run = subprocess.run(
            [able[0], str(tool), "--suite", suite, "-"],
            input=json.dumps(document),
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout.strip().splitlines()[-1]

    return check


def every_kind(author: Any) -> list[Annotation]:
    """One annotation of every kind there is, and odd ones."""
    article = makers.article(url=ADDRESS)
    made = [
        noted(author, article=article, kind=kind, color=color, tags=["harbour", "two words"])
        for kind, color in zip(Annotation.Kind.values, Annotation.Color.values, strict=True)
    ]
    made += [
        noted(author, "Nobody laughed.", article=article, note=""),
        page_noted(author, article),
        checked(author, article=article),
        noted(author, visibility="public", via=["https://hypothes.is/a/x1"]),
        noted(author, canonical="urn:uuid:dbfb1861-0ecf-41ad-be94-a584e5c4f1df", note="‮🏛️"),
        noted(author, article=makers.article(url=None)),
    ]
    return [Annotation.objects.get(pk=one.pk) for one in made]


def test_every_assertion_of_the_w3c_holds_for_every_kind_of_annotation(
    checker, author, settings
) -> None:
    settings.NOTE_RIGHTS = "https://creativecommons.org/licenses/by/4.0/"
    for one in every_kind(author):
        assert checker(annotation_json(one)) == "-: 54 of 54 assertions hold"


def test_every_assertion_holds_for_an_answer(checker, author) -> None:
    reply = answered(noted(author), reader("oskar"))
    assert checker(reply_json(reply)) == "-: 54 of 54 assertions hold"


def test_every_assertion_holds_for_collections_and_their_pages(
    checker, author, client: Client
) -> None:
    first = noted(author, visibility="public")
    made = collected(author, ("Before", None), ("With", first), ("", first), visibility="public")
    address = f"/api/annotations/collections/{made.pk}/"
    for path in (address, "/api/annotations/"):
        told = client.get(path).json()
        assert checker(told, "collection") == "-: 10 of 10 assertions hold"
        assert checker(told, "page") == "-: 15 of 15 assertions hold"
        page = client.get(f"{path}?page=0").json()
        assert checker(page, "page") == "-: 15 of 15 assertions hold"
        for item in page["items"]:
            assert checker({"@context": ANNO, **item}) == "-: 54 of 54 assertions hold"
    minimal = client.get(
        address,
        headers={
            "Prefer": 'return=representation;include="http://www.w3.org/ns/ldp#PreferMinimalContainer"'
        },
    )
    assert checker(minimal.json(), "collection") == "-: 10 of 10 assertions hold"


def test_every_assertion_holds_for_what_a_reader_takes_along(checker, author, client) -> None:
    answered(noted(author), author)
    client.force_login(author)
    told = json.loads(client.get("/notes/export/jsonld/").content)
    assert checker(told, "collection") == "-: 10 of 10 assertions hold"
    assert checker(told, "page") == "-: 15 of 15 assertions hold"
    assert checker(whole_collection("https://desk.example/c/", "Empty", []), "collection")


def test_a_passage_is_told_by_its_words_and_by_code_points_of_one_version(author) -> None:
    article = makers.article(url=ADDRESS)
    told = annotation_json(noted(author, "Nobody laughed.", article=article, color="pink"))
    target = told["target"]
    place, quote = target["selector"]
    assert WORDS[place["start"] : place["end"]] == quote["exact"] == "Nobody laughed."
    assert place["start"] == WORDS.index("Nobody")  # behind an emoji of two code points
    assert quote["prefix"].endswith("🏛️ ")
    assert target["source"]["id"] == ADDRESS
    assert target["state"]["type"] == "TimeState"
    assert target["state"]["cached"].endswith(f"/articles/{article.slug}/revisions/1/")
    assert target["styleClass"] == "pink"
    assert ".pink" in told["stylesheet"]["value"]


def test_a_note_stays_with_its_version_when_the_article_is_edited(author) -> None:
    article = makers.article(url=ADDRESS)
    one = noted(author, article=article)
    makers.edited(article, "All is new.\n\n" + WORDS)
    told = annotation_json(Annotation.objects.get(pk=one.pk))
    assert told["target"]["state"]["cached"].endswith("/revisions/1/")
    assert told["target"]["selector"][0]["start"] == WORDS.index("a costly")


@pytest.mark.parametrize(
    ("kind", "purpose"),
    [
        ("comment", "commenting"),
        ("question", "questioning"),
        ("fact-check", "assessing"),
        ("correction", "editing"),
        ("background", "describing"),
    ],
)
def test_the_kind_of_a_note_is_its_motivation_and_its_bodys_purpose(
    author, kind: str, purpose: str
) -> None:
    told = annotation_json(noted(author, kind=kind, tags=["budget"]))
    note, tag = told["body"]
    assert told["motivation"] == note["purpose"] == purpose
    assert note["format"] == "text/markdown"
    assert (tag["value"], tag["purpose"]) == ("budget", "tagging")


def test_a_highlight_without_words_has_no_body(author) -> None:
    told = annotation_json(noted(author, note=""))
    assert told["motivation"] == "highlighting"
    assert "body" not in told


def test_a_note_on_the_whole_page_has_no_selector(author) -> None:
    assert "selector" not in annotation_json(page_noted(author))["target"]


def test_the_writer_is_told_by_name_alone(author) -> None:
    told = annotation_json(noted(author))
    assert told["creator"] == {"type": "Person", "name": "Ilse Tamm"}
    assert author.username not in json.dumps(told)


def test_an_answer_is_an_annotation_of_an_annotation(author) -> None:
    one = noted(author)
    told = reply_json(answered(one, reader("oskar")))
    assert told["motivation"] == "replying"
    assert told["target"] == annotation_json(one)["id"]


def test_a_fact_check_links_its_claim_review(author, client: Client) -> None:
    one = checked(author, visibility="public")
    [review] = [
        body["source"]
        for body in annotation_json(one)["body"]
        if body["type"] == "SpecificResource"
    ]
    assert review["type"] == "schema:ClaimReview"
    assert review["id"].endswith(f"/api/annotations/{one.pk}/claim-review/")
    told = client.get(f"/api/annotations/{one.pk}/claim-review/").json()
    assert told["@context"] == "https://schema.org"
    assert told["@type"] == "ClaimReview"
    assert told["@id"] == review["id"]
    assert told["reviewRating"]["ratingValue"] == 2
    assert [source["url"] for source in told["citation"]] == [
        "https://books.example/1",
        "https://books.example/2",
    ]


def test_a_fact_check_says_the_same_shared_as_it_does_to_programs(author, client: Client) -> None:
    one = checked(author, visibility="public")
    ExternalId.objects.create(person=one.fact_check.claimant, scheme="wikidata", value="Q42")
    own = client.get(f"/api/annotations/{one.pk}/claim-review/").json()
    page = client.get(services.share(one).get_absolute_url()).content.decode()
    [shared] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(shared) | {"url": own["url"], "@id": own["@id"]} == own
    assert own["itemReviewed"]["author"]["sameAs"] == ["https://www.wikidata.org/wiki/Q42"]
    [within] = [body["source"] for body in annotation_json(one)["body"] if "source" in body]
    assert within["schema:itemReviewed"]["schema:author"]["type"] == "schema:Person"
    assert "@context" not in within


def test_a_rating_that_is_no_grade_has_no_number(author) -> None:
    one = checked(author)
    one.fact_check.rating = "unproven"
    assert claim_review_json(one.fact_check)["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "unproven",
    }


def test_rights_are_told_of_public_notes_only_and_only_where_the_desk_has_some(
    author, settings
) -> None:
    public, private = noted(author, visibility="public"), noted(author)
    assert "rights" not in annotation_json(public)
    settings.NOTE_RIGHTS = "https://creativecommons.org/licenses/by/4.0/"
    assert annotation_json(public)["rights"] == settings.NOTE_RIGHTS
    assert "rights" not in annotation_json(private)


def test_the_audience_is_everybody_or_a_group_or_not_told(author) -> None:
    group = Group.objects.create(name="Civics")
    Membership.objects.create(group=group, user=author)
    assert "audience" not in annotation_json(noted(author))
    assert annotation_json(noted(author, visibility="public"))["audience"]["id"] == EVERYBODY
    told = annotation_json(noted(author, visibility="group", group=group))
    assert told["audience"]["id"].endswith(f"/api/annotations/groups/{group.slug}/")


@pytest.mark.parametrize("kind", Annotation.Kind.values)
def test_what_is_written_is_read_again_as_it_was(author, kind: str) -> None:
    make = checked if kind == "fact-check" else noted
    fields = {} if kind == "fact-check" else {"kind": kind}
    one = make(
        author,
        article=makers.article(url=ADDRESS),
        color="violet",
        tags=["budget", "two words"],
        canonical="urn:x:1",
        via=["https://a.example/1"],
        **fields,
    )
    told = read_annotation(annotation_json(Annotation.objects.get(pk=one.pk)))
    assert (told.source, told.exact, told.start) == (ADDRESS, one.exact, one.start)
    assert (told.note, told.tags, told.kind) == (one.note, ("budget", "two words"), kind)
    assert (told.color, told.canonical) == ("violet", "urn:x:1")
    assert told.via[0] == "https://a.example/1"
    assert told.created == one.created
    if kind == "fact-check":
        assert told.review is not None
        assert told.review.rating == "mostly-false"
        assert told.review.claimed == one.fact_check.claimed
        assert told.review.claimant == "Oskar Lind"
        assert told.review.sources[0] == ("https://books.example/1", "The books")
