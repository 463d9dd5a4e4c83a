"""The Web Annotation Protocol over real HTTP, each of its MUSTs, and the tokens that open it.

The numbers are the sections of https://www.w3.org/TR/annotation-protocol/.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from annotations import containers, tokens
from annotations.description import description
from annotations.models import AccessToken, Annotation, Group, Membership, Reply
from articles.models import Article, ArticleAddress
from readers.models import User
from tests import makers
from tests.makers import WORDS, reader
from tests.noting import answered, checked, collected, noted

pytestmark = pytest.mark.django_db(transaction=True)

LD = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
CONTAINER = "/api/annotations/"
CONSTRAINED = (
    '<http://www.w3.org/TR/annotation-protocol/>; rel="http://www.w3.org/ns/ldp#constrainedBy"'
)
MINIMAL = "http://www.w3.org/ns/ldp#PreferMinimalContainer"
IRIS = "http://www.w3.org/ns/oa#PreferContainedIRIs"
DESCRIPTIONS = "http://www.w3.org/ns/oa#PreferContainedDescriptions"
ADDRESS = "https://courier.example/politics/harbour"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def __getitem__(self, name: str) -> str:
        return self.headers[name] or ""


Call = Callable[..., Answer]


@pytest.fixture
def call(live_server: Any, settings: Any) -> Call:
    """Send one request to the running desk; addresses are paths or whole."""
    settings.BASE_URL = str(live_server)
    cache.clear()

    def send(
        method: str,
        address: str = CONTAINER,
        body: Any = None,
        *,
        token: str = "",
        **headers: str,
    ) -> Answer:
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(urlsplit(str(live_server)).netloc, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if isinstance(body, dict | list):
            body = json.dumps(body)
        if body is not None:
            sent.setdefault("Content-Type", LD)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(
            method, path, body.encode() if isinstance(body, str) else body, headers=sent
        )
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer

    return send


@pytest.fixture
def author() -> User:
    return reader("ilse", first_name="Ilse", last_name="Tamm")


@pytest.fixture
def token(author: User) -> str:
    return tokens.issue(author, name="test", scope="write")[1]


@pytest.fixture
def article() -> Article:
    return makers.article(url=ADDRESS)


def annotation(words: str = "a costly mistake", note: str = "Why?", **more: Any) -> dict[str, Any]:
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "body": {"type": "TextualBody", "value": note, "format": "text/markdown"},
        "target": {
            "source": ADDRESS,
            "selector": {"type": "TextQuoteSelector", "exact": words},
        },
        **more,
    }


def preferring(*iris: str) -> str:
    return f'return=representation;include="{" ".join(iris)}"'


# --- 3: annotations ---------------------------------------------------------------------


@pytest.fixture
def public(author: User, article: Article) -> str:
    return f"{CONTAINER}{noted(author, article=article, visibility='public').pk}/"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_3_1_an_annotation_answers_to(call: Call, public: str, method: str) -> None:
    answer = call(method, public)
    assert answer.status == 200
    assert bool(answer.body) == (method == "GET")


def test_3_1_json_ld_with_the_profile_is_what_comes(call: Call, public: str) -> None:
    answer = call("GET", public, Accept=LD)
    assert answer["Content-Type"] == LD
    assert answer.json["id"].endswith(public)
    assert call("GET", public)["Content-Type"] == LD


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_3_1_link_etag_allow_and_vary_are_sent(call: Call, public: str, method: str) -> None:
    answer = call(method, public)
    assert '<http://www.w3.org/ns/ldp#Resource>; rel="type"' in answer["Link"]
    assert re.fullmatch(r'"[^"]+"', answer["ETag"])
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"}
    assert "Accept" in [name.strip() for name in answer["Vary"].split(",")]


def test_3_1_get_and_head_agree(call: Call, public: str) -> None:
    got, head = call("GET", public), call("HEAD", public)
    for name in ("ETag", "Content-Type", "Content-Length", "Link", "Allow"):
        assert got[name] == head[name], name


def test_what_is_known_is_not_sent_again(call: Call, public: str) -> None:
    tag = call("GET", public)["ETag"]
    answer = call("GET", public, If_None_Match=tag)
    assert (answer.status, answer.body, answer["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/ld+json", LD),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted, x"', LD),
        ("application/json", "application/json"),
        ("text/turtle;q=0.9, application/json;q=0.1", "application/json"),
        ("application/ld+json;q=0.2, application/json", "application/json"),
        ("text/html, */*;q=0.1", LD),
        ("application/*", LD),
        ("*/*, application/ld+json;q=0", "application/json"),
        ("", LD),
    ],
)
def test_the_format_is_negotiated(call: Call, public: str, accept: str, kind: str) -> None:
    answer = call("GET", public, Accept=accept)
    assert (answer.status, answer["Content-Type"]) == (200, kind)


@pytest.mark.parametrize(
    "accept", ["text/turtle", "text/html", "application/ld+json;q=0", "nonsense", "*/*;q=0"]
)
def test_a_format_the_desk_has_not_is_406_and_says_what_there_is(
    call: Call, public: str, accept: str
) -> None:
    answer = call("GET", public, Accept=accept)
    assert answer.status == 406
    assert answer["Content-Type"] == "application/problem+json"
    assert "application/ld+json" in answer.json["detail"]


def test_nothing_is_made_that_could_not_be_told_of(
    call: Call, article: Article, token: str
) -> None:
    assert call("POST", body=annotation(), token=token, Accept="text/turtle").status == 406
    assert not Annotation.objects.exists()


# --- 4: containers ----------------------------------------------------------------------


@pytest.fixture
def many(author: User, article: Article, monkeypatch: pytest.MonkeyPatch) -> list[Annotation]:
    monkeypatch.setattr(containers, "DESCRIBED", 3)
    monkeypatch.setattr(containers, "NAMED", 5)
    for name, size in (("DESCRIBED", 3), ("NAMED", 5)):
        monkeypatch.setattr(f"annotations.views.api.paging.{name}", size)
    return [noted(author, article=article, note=f"Note {n}", visibility="public") for n in range(7)]


def test_4_a_container_is_both_a_basic_container_and_a_collection(call: Call, many: Any) -> None:
    told = call("GET").json
    assert told["type"] == ["BasicContainer", "AnnotationCollection"]
    assert told["@context"] == [
        "http://www.w3.org/ns/anno.jsonld",
        "http://www.w3.org/ns/ldp.jsonld",
    ]
    assert urlsplit(told["id"]).path.endswith("/")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_4_1_a_container_answers_to(call: Call, many: Any, method: str) -> None:
    answer = call(method)
    assert answer.status == 200
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}
    assert answer["Accept-Post"].startswith(LD)


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 200),
        ("HEAD", {}, 200),
        ("OPTIONS", {}, 200),
        ("GET", {"Accept": "text/turtle"}, 406),
        ("POST", {}, 401),
        ("DELETE", {}, 405),
        ("GET", {"Authorization": "Bearer wrong"}, 401),
        ("GET", {"If-None-Match": "*"}, 304),
    ],
)
def test_4_1_every_answer_of_a_container_has_its_links_and_an_entity_tag(
    call: Call, many: Any, method: str, headers: dict[str, str], status: int
) -> None:
    answer = call(method, **headers)
    assert answer.status == status
    assert '<http://www.w3.org/ns/ldp#BasicContainer>; rel="type"' in answer["Link"]
    assert CONSTRAINED in answer["Link"]
    assert re.fullmatch(r'"[^"]+"', answer["ETag"])


def test_4_1_without_accept_json_ld_comes_and_vary_names_what_counts(call: Call, many: Any) -> None:
    answer = call("GET")
    assert answer["Content-Type"] == LD
    assert {"Accept", "Prefer"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_4_2_the_containers_entity_tag_changes_with_its_contents(
    call: Call, many: list[Annotation]
) -> None:
    before = call("HEAD")["ETag"]
    many[0].delete()
    assert call("HEAD")["ETag"] != before


def test_4_2_the_first_page_is_embedded_or_linked_and_the_last_linked(
    call: Call, many: Any
) -> None:
    told = call("GET").json
    assert told["total"] == 7
    assert told["first"]["type"] == "AnnotationPage"
    assert call("GET", told["last"]).json["items"]


def test_4_2_an_empty_container_has_no_pages(call: Call) -> None:
    told = call("GET").json
    assert told["total"] == 0
    assert "first" not in told


def test_4_2_content_location_is_the_address_of_what_was_sent(call: Call, many: Any) -> None:
    answer = call("GET", Prefer=preferring(IRIS))
    assert answer["Content-Location"] == answer.json["id"]
    again = call("GET", answer["Content-Location"])
    assert again.json == answer.json


@pytest.mark.parametrize("more", [(), (IRIS,), (DESCRIPTIONS,)])
def test_4_2_1_the_minimal_container_embeds_no_page(call: Call, many: Any, more: Any) -> None:
    answer = call("GET", Prefer=preferring(MINIMAL, *more))
    told = answer.json
    assert isinstance(told["first"], str)
    assert "contains" not in told
    assert "items" not in told
    assert answer["Preference-Applied"] == "return=representation"
    items = call("GET", told["first"]).json["items"]
    assert isinstance(items[0], str if IRIS in more else dict)


def test_4_2_2_only_addresses_where_those_are_preferred(call: Call, many: Any) -> None:
    told = call("GET", Prefer=preferring(IRIS)).json
    assert told["first"]["type"] == "AnnotationPage"
    assert len(told["first"]["items"]) == 5
    assert all(isinstance(item, str) for item in told["first"]["items"])
    assert call("GET", told["first"]["items"][0]).json["id"] == told["first"]["items"][0]


@pytest.mark.parametrize("prefer", [preferring(DESCRIPTIONS), "", preferring(IRIS, DESCRIPTIONS)])
def test_4_2_3_whole_annotations_where_those_are_preferred_and_by_default(
    call: Call, many: Any, prefer: str
) -> None:
    told = call("GET", **({"Prefer": prefer} if prefer else {})).json
    assert [item["type"] for item in told["first"]["items"]] == ["Annotation"] * 3
    assert all(item["target"] for item in told["first"]["items"])


@pytest.mark.parametrize("iris", [0, 1])
def test_4_3_pages_lead_from_the_first_to_the_last_and_back(
    call: Call, many: list[Annotation], iris: int
) -> None:
    container = call("GET", f"{CONTAINER}?iris={iris}").json
    address = container["first"]["id"]
    seen: list[str] = []
    before = None
    while address:
        page = call("GET", address).json
        assert page["type"] == "AnnotationPage"
        assert page["partOf"]["id"] == container["id"]
        assert page["startIndex"] == len(seen)
        assert page.get("prev") == before
        seen += [item if iris else item["id"] for item in page["items"]]
        before, address = page["id"], page.get("next")
    assert before == container["last"]
    assert [re.sub(r".*annotations/|/$", "", one) for one in seen] == [
        str(one.pk) for one in reversed(many)
    ]


@pytest.mark.parametrize("page", ["3", "-1", "x", "", "99999999999", "1e0"])
def test_a_page_there_is_not_is_404(call: Call, many: Any, page: str) -> None:
    assert call("GET", f"{CONTAINER}?page={page}").status == 404


def test_4_4_the_reading_page_tells_of_the_container(call: Call, article: Article) -> None:
    link = call("GET", article.get_absolute_url())["Link"]
    assert f'{CONTAINER}>; rel="http://www.w3.org/ns/oa#annotationService"' in link


# --- 5.1: creating ----------------------------------------------------------------------


def test_5_1_an_annotation_is_created_with_an_address_in_the_container(
    call: Call, article: Article, author: User, token: str, settings: Any
) -> None:
    answer = call("POST", body=annotation(), token=token)
    assert answer.status == 201
    assert answer["Content-Type"] == LD
    assert answer["Location"] == answer.json["id"]
    assert re.fullmatch(
        rf"{re.escape(settings.BASE_URL)}{CONTAINER}[0-9a-f-]{{36}}/", answer["Location"]
    )
    again = call("GET", answer["Location"], token=token)
    assert again.json == answer.json
    assert again["ETag"] == answer["ETag"]
    made = Annotation.objects.get()
    assert (made.author, made.exact, made.note) == (author, "a costly mistake", "Why?")
    assert made.visibility == "private"
    assert WORDS[made.start : made.end] == made.exact


def test_5_1_an_address_it_brings_is_replaced_and_kept_as_via(
    call: Call, article: Article, token: str
) -> None:
    sent = annotation(id="https://other.example/anno/1")
    for _twice in range(2):
        told = call("POST", body=sent, token=token).json
        assert told["id"] != sent["id"]
        assert told["via"] == sent["id"]
    assert Annotation.objects.count() == 2


def test_5_1_canonical_is_kept_without_change(call: Call, article: Article, token: str) -> None:
    name = "urn:uuid:dbfb1861-0ecf-41ad-be94-a584e5c4f1df"
    sent = annotation(id="https://other.example/1", canonical=name, via="https://first.example/1")
    told = call("POST", body=sent, token=token).json
    assert told["canonical"] == name
    assert told["via"] == ["https://first.example/1", "https://other.example/1"]
    assert call("GET", told["id"], token=token).json["canonical"] == name


@pytest.mark.parametrize("canonical", [7, "", "no iri", "x" * 3000])
def test_5_1_a_canonical_address_that_could_not_be_kept_is_refused(
    call: Call, article: Article, token: str, canonical: object
) -> None:
    assert call("POST", body=annotation(canonical=canonical), token=token).status == 422


def test_5_2_a_slug_is_taken_for_what_it_is_a_wish(
    call: Call, article: Article, token: str
) -> None:
    answer = call("POST", body=annotation(), token=token, Slug="my_first_annotation")
    assert answer.status == 201


@pytest.mark.parametrize(
    "source",
    [
        ADDRESS,
        f"{ADDRESS}/",
        f"{ADDRESS}?utm_source=x#top",
        "http://www.courier.example/politics/harbour",
        "https://amp.courier.example/politics/harbour",
        "https://courier.example/other/harbour",
    ],
)
def test_the_article_is_known_by_any_of_its_addresses(
    call: Call, article: Article, token: str, source: str
) -> None:
    ArticleAddress.objects.create(article=article, url="https://courier.example/other/harbour")
    sent = annotation()
    sent["target"]["source"] = source
    assert call("POST", body=sent, token=token).status == 201


def test_the_article_is_known_by_the_desks_own_page_too(
    call: Call, token: str, settings: Any
) -> None:
    pasted = makers._stored(WORDS, "Pasted", None)
    sent = annotation()
    sent["target"]["source"] = f"{settings.BASE_URL}{pasted.get_absolute_url()}"
    assert call("POST", body=sent, token=token).status == 201


@pytest.mark.parametrize("words", ["A COSTLY  MISTAKE", "We built the wall\u00a0for this.”"])
def test_words_are_found_in_spite_of_case_space_and_marks(
    call: Call, article: Article, token: str, words: str
) -> None:
    answer = call("POST", body=annotation(words), token=token)
    assert answer.status == 201
    quote = answer.json["target"]["selector"][1]["exact"]
    assert quote in WORDS


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("words nobody ever wrote anywhere in it", "in none of its versions"),
        ("called the whole plan “a very costly mistake” indeed", "The nearest are"),
        ("the", "It is not certain which passage"),
    ],
)
def test_a_passage_that_is_not_there_is_422_and_says_so(
    call: Call, article: Article, token: str, words: str, told: str
) -> None:
    answer = call("POST", body=annotation(words), token=token)
    assert answer.status == 422
    assert told in answer.json["detail"]
    assert CONSTRAINED in answer["Link"]
    assert not Annotation.objects.exists()


def test_an_article_the_desk_does_not_have_is_422_and_named(call: Call, token: str) -> None:
    answer = call("POST", body=annotation(), token=token)
    assert answer.status == 422
    assert ADDRESS in answer.json["detail"]


def test_a_passage_that_was_edited_since_is_found_in_the_version_that_has_it(
    call: Call, article: Article, token: str
) -> None:
    makers.edited(article, WORDS.replace("a costly mistake", "a bargain"))
    told = call("POST", body=annotation("called the plan “a costly mistake”"), token=token).json
    assert told["target"]["state"]["cached"].endswith("/revisions/1/")


def test_a_position_counts_where_its_version_is_named(
    call: Call, article: Article, token: str, settings: Any
) -> None:
    start = WORDS.index("Nobody")
    sent = annotation()
    sent["target"]["selector"] = {"type": "TextPositionSelector", "start": start, "end": start + 6}
    assert call("POST", body=sent, token=token).status == 422
    cached = f"{settings.BASE_URL}{article.get_absolute_url()}revisions/1/"
    sent["target"]["state"] = {"type": "TimeState", "cached": cached}
    assert call("POST", body=sent, token=token).json["target"]["selector"][1]["exact"] == "Nobody"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ('{"a": NaN}', 400),
        ("[" * 100_000, 400),
        (b"\xff\xfe", 400),
        ("[]", 422),
        ('"Annotation"', 422),
        ("{}", 422),
        ({"type": "Annotation"}, 422),
        ({"type": "Annotation", "target": "javascript:alert(1)"}, 422),
        ({"type": "Annotation", "target": [ADDRESS, ADDRESS]}, 422),
        ({"type": "Annotation", "target": ADDRESS}, 422),
        (annotation(body="x" * 3, bodyValue="y"), 422),
        (annotation(note="x" * 20_001), 422),
        (annotation(" "), 422),
        (annotation("x" * 300_000), 413),
        ({"type": "Annotation", "target": {"source": ADDRESS, "selector": {"type": "Svg"}}}, 422),
    ],
)
def test_what_is_no_annotation_is_refused_and_nothing_stored(
    call: Call, article: Article, token: str, body: Any, status: int
) -> None:
    answer = call("POST", body=body, token=token)
    assert answer.status == status
    assert answer.json["detail"]
    assert not Annotation.objects.exists()


@pytest.mark.parametrize(
    "kind", ["text/turtle", "text/plain", "application/ld+json; charset=utf-16"]
)
def test_another_format_is_415(call: Call, article: Article, token: str, kind: str) -> None:
    answer = call("POST", body=annotation(), token=token, Content_Type=kind)
    assert answer.status == 415
    assert answer["Accept-Post"].startswith("application/ld+json")


def test_characters_that_cannot_be_stored_are_dropped(
    call: Call, article: Article, token: str
) -> None:
    raw = json.dumps(annotation(note="A\0B")).replace("A", "A\\ud800", 1)
    raw = raw.replace("A\\ud800nnotation", "Annotation").replace(
        '"value": "A', '"value": "\\ud800A'
    )
    assert call("POST", body=raw, token=token).status == 201
    assert Annotation.objects.get().note == "AB"


def test_tags_kinds_and_colours_come_in(call: Call, article: Article, token: str) -> None:
    sent = annotation(motivation="questioning")
    sent["body"] = [
        sent["body"],
        {"type": "TextualBody", "value": " Two  Words ", "purpose": "tagging"},
        {"type": "SpecificResource", "source": "https://x.example/Budget", "purpose": "tagging"},
        "https://books.example/",
    ]
    sent["target"]["styleClass"] = "violet"
    call("POST", body=sent, token=token)
    made = Annotation.objects.get()
    assert (made.kind, made.color, made.tags) == ("question", "violet", ["Two Words", "Budget"])
    assert made.note == "Why?\n\n<https://books.example/>"


def test_html_comes_in_as_its_words(call: Call, article: Article, token: str) -> None:
    sent = annotation(note="<p>One &amp; <script>two</script></p><p onclick=x>three</p>")
    sent["body"]["format"] = "text/html"
    call("POST", body=sent, token=token)
    assert Annotation.objects.get().note == "One & \nthree"


def test_an_answer_is_an_annotation_of_an_annotation(
    call: Call, article: Article, public: str, settings: Any
) -> None:
    other = reader("oskar")
    shown = tokens.issue(other, name="x", scope="write")[1]
    target = f"{settings.BASE_URL}{public}"
    sent = {"type": "Annotation", "motivation": "replying", "bodyValue": "No.", "target": target}
    answer = call("POST", body=sent, token=shown)
    assert answer.status == 201
    reply = Reply.objects.get()
    assert (reply.author, reply.note) == (other, "No.")
    assert call("GET", answer["Location"]).json["target"] == target
    assert [
        one["id"] for one in call("GET", f"{CONTAINER}?target={target}").json["first"]["items"]
    ] == [answer["Location"]]
    assert call("GET").json["total"] == 2


def test_who_may_not_see_a_note_cannot_answer_it_and_learns_nothing(
    call: Call, author: User, settings: Any
) -> None:
    shown = tokens.issue(reader("oskar"), name="x", scope="write")[1]
    told = []
    for key in (noted(author).pk, uuid4()):
        target = f"{settings.BASE_URL}{CONTAINER}{key}/"
        sent = {"type": "Annotation", "bodyValue": "No.", "target": target}
        answer = call("POST", body=sent, token=shown)
        told.append((answer.status, answer.body))
    assert told[0] == told[1]
    assert told[0][0] == 422


def test_the_audience_says_who_may_see_it(
    call: Call, article: Article, author: User, token: str, settings: Any
) -> None:
    group = Group.objects.create(name="Civics")
    Membership.objects.create(group=group, user=author)
    everybody = {"id": "https://www.w3.org/ns/activitystreams#Public"}
    told = call("POST", body=annotation(audience=everybody), token=token).json
    assert call("GET", told["id"]).status == 200
    address = f"{settings.BASE_URL}{CONTAINER}groups/{group.slug}/"
    told = call("POST", body=annotation(audience=address), token=token).json
    assert told["audience"]["id"] == address
    assert call("GET", told["id"]).status == 404
    assert call("GET", address, token=token).json["total"] == 1
    Membership.objects.update(role="reader")
    assert call("POST", body=annotation(audience=address), token=token).status == 403


def test_a_fact_check_comes_in_with_its_finding(
    call: Call, article: Article, author: User, token: str
) -> None:
    one = checked(author, article=article)
    told = call("GET", f"{CONTAINER}{one.pk}/", token=token).json
    made = call("POST", body=told, token=token)
    assert made.status == 201
    row = Annotation.objects.get(pk=made.json["id"].rstrip("/").rpartition("/")[2])
    assert row.fact_check.rating == "mostly-false"
    assert row.fact_check.claimant == one.fact_check.claimant is not None
    assert row.fact_check.sources.count() == 2


# --- 5.3: replacing ---------------------------------------------------------------------


@pytest.fixture
def mine(author: User, article: Article) -> str:
    return f"{CONTAINER}{noted(author, article=article, tags=['old'], color='pink').pk}/"


def test_5_3_a_new_state_is_put_and_told_and_the_old_one_kept(
    call: Call, mine: str, token: str
) -> None:
    before = call("GET", mine, token=token)
    state = before.json | {"body": {"type": "TextualBody", "value": "New", "purpose": "editing"}}
    state["motivation"] = "editing"
    answer = call("PUT", mine, state, token=token, If_Match=before["ETag"])
    assert answer.status == 200
    assert answer.json["body"][0]["value"] == "New"
    assert answer["ETag"] != before["ETag"]
    assert call("GET", mine, token=token).json == answer.json
    made = Annotation.objects.get()
    assert (made.note, made.kind, made.tags, made.version) == ("New", "correction", [], 2)
    [kept] = made.edits.all()
    assert (kept.version, kept.note, kept.tags) == (1, "Why *costly*?", ["old"])


def test_5_3_the_same_state_again_is_no_new_version(call: Call, mine: str, token: str) -> None:
    before = call("GET", mine, token=token)
    answer = call("PUT", mine, before.json, token=token, If_Match=before["ETag"])
    assert (answer.status, answer["ETag"]) == (200, before["ETag"])
    assert Annotation.objects.get().version == 1


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_without_the_state_that_was_read_nothing_is_changed(
    call: Call, mine: str, token: str, method: str
) -> None:
    state = call("GET", mine, token=token).json | {"body": []}
    sent = state if method == "PUT" else None
    assert call(method, mine, sent, token=token).status == 428
    assert call(method, mine, sent, token=token, If_Match='"1-0"').status == 412
    weak = "W/" + call("GET", mine, token=token)["ETag"]
    assert call(method, mine, sent, token=token, If_Match=weak).status == 412
    assert Annotation.objects.get().note == "Why *costly*?"


def test_of_two_programs_the_second_learns_that_it_is_late(
    call: Call, mine: str, token: str
) -> None:
    before = call("GET", mine, token=token)
    first = before.json | {"body": {"type": "TextualBody", "value": "First"}}
    second = before.json | {"body": {"type": "TextualBody", "value": "Second"}}
    assert call("PUT", mine, first, token=token, If_Match=before["ETag"]).status == 200
    assert call("PUT", mine, second, token=token, If_Match=before["ETag"]).status == 412
    assert Annotation.objects.get().note == "First"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"canonical": "urn:x:2"}, 409),
        ({"via": "https://elsewhere.example/2"}, 409),
        ({"target": "https://courier.example/another"}, 409),
        ({"target": ADDRESS}, 409),
        ({"type": "Note"}, 422),
    ],
)
def test_5_3_names_and_passage_cannot_be_changed(
    call: Call, article: Article, token: str, change: dict[str, Any], status: int
) -> None:
    sent = annotation(canonical="urn:x:1", via="https://elsewhere.example/1")
    made = call("POST", body=sent, token=token)
    answer = call("PUT", made["Location"], made.json | change, token=token, If_Match=made["ETag"])
    assert answer.status == status
    assert Annotation.objects.get().version == 1


def test_5_3_a_canonical_address_can_be_told_later_on(call: Call, mine: str, token: str) -> None:
    before = call("GET", mine, token=token)
    state = before.json | {"canonical": "urn:x:1", "via": "https://elsewhere.example/1"}
    told = call("PUT", mine, state, token=token, If_Match=before["ETag"])
    assert (told.json["canonical"], told.json["via"]) == ("urn:x:1", "https://elsewhere.example/1")
    made = Annotation.objects.get()
    assert (made.canonical, made.via, made.version) == (
        "urn:x:1",
        ["https://elsewhere.example/1"],
        2,
    )
    assert not made.edits.exists()


def test_5_1_every_post_makes_an_annotation_even_of_the_same_words(
    call: Call, author: User, article: Article, token: str
) -> None:
    mark = annotation(body=[])
    first, second = (call("POST", body=mark, token=token) for _ in range(2))
    assert (first.status, second.status) == (201, 201)
    assert first["Location"] != second["Location"]
    answer = {"type": "Annotation", "motivation": "replying", "target": first.json["id"],
              "body": {"type": "TextualBody", "value": "Yes."}}  # fmt: skip
    answers = {call("POST", body=answer, token=token)["Location"] for _ in range(2)}
    assert len(answers) == Reply.objects.count() == 2


def test_who_may_see_it_stays_when_a_program_says_nothing_of_it(
    call: Call, public: str, token: str
) -> None:
    before = call("GET", public)
    state = before.json | {"body": {"type": "TextualBody", "value": "New"}}
    del state["audience"]
    assert call("PUT", public, state, token=token, If_Match=before["ETag"]).status == 200
    assert call("GET", public).status == 200


def test_a_finding_is_replaced_as_a_whole(
    call: Call, author: User, article: Article, token: str
) -> None:
    one = checked(author, article=article, tags=["kept"])
    address = f"{CONTAINER}{one.pk}/"
    before = call("GET", address, token=token)
    state = json.loads(before.body.replace(b"mostly false", b"misleading"))
    answer = call("PUT", address, state, token=token, If_Match=before["ETag"])
    assert answer.status == 200
    now = Annotation.objects.get()
    assert (now.fact_check.rating, now.tags, now.version) == ("misleading", ["kept"], 2)
    assert now.fact_check.claimant == one.fact_check.claimant
    assert now.edits.get().finding["rating"] == "mostly-false"
    state["body"] = [body for body in state["body"] if body["type"] == "TextualBody"]
    assert call("PUT", address, state, token=token, If_Match=answer["ETag"]).status == 200
    assert not hasattr(Annotation.objects.get(), "fact_check")


def test_an_answer_is_replaced_and_deleted_by_its_author(
    call: Call, author: User, article: Article, token: str
) -> None:
    reply = answered(noted(author, article=article, visibility="public"), author)
    address = f"{CONTAINER}{reply.pk}/"
    before = call("GET", address)
    state = before.json | {"body": {"type": "TextualBody", "value": "Better."}}
    answer = call("PUT", address, state, token=token, If_Match=before["ETag"])
    assert (answer.status, answer.json["body"][0]["value"]) == (200, "Better.")
    assert call("DELETE", address, token=token, If_Match=answer["ETag"]).status == 204
    assert not Reply.objects.exists()
    assert Annotation.objects.exists()


# --- 5.4: deleting ----------------------------------------------------------------------


def test_5_4_a_deleted_annotation_is_gone_from_the_container_too(
    call: Call, mine: str, token: str
) -> None:
    tag = call("GET", mine, token=token)["ETag"]
    answer = call("DELETE", mine, token=token, If_Match=tag)
    assert (answer.status, answer.body) == (204, b"")
    assert call("GET", mine, token=token).status == 404
    assert call("GET", token=token).json["total"] == 0


# --- Who sees what ----------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
@pytest.mark.parametrize("visibility", ["private", "link"])
def test_what_is_secret_answers_as_what_does_not_exist(
    call: Call, author: User, visibility: str, method: str
) -> None:
    shown = tokens.issue(reader("oskar"), name="x", scope="write")[1]
    secret = noted(author, visibility=visibility).pk
    sent = annotation() if method == "PUT" else None
    answers = [
        call(method, f"{CONTAINER}{key}/", sent, token=shown, If_Match="*")
        for key in (secret, uuid4())
    ]
    assert [answer.status for answer in answers] == [404, 404]
    assert answers[0].body == answers[1].body
    assert call("GET", f"{CONTAINER}{secret}/claim-review/", token=shown).status == 404
    assert call("GET", token=shown).json["total"] == 0


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_somebody_elses_public_note_can_be_read_and_not_changed(
    call: Call, public: str, method: str
) -> None:
    shown = tokens.issue(reader("oskar"), name="x", scope="write")[1]
    before = call("GET", public, token=shown)
    sent = before.json if method == "PUT" else None
    assert call(method, public, sent, token=shown, If_Match=before["ETag"]).status == 403
    assert Annotation.objects.exists()


def test_hidden_notes_and_answers_are_their_authors_alone(
    call: Call, author: User, public: str, token: str
) -> None:
    one = Annotation.objects.get()
    reply = answered(one, reader("oskar"))
    Reply.objects.update(hidden=timezone.now())
    assert call("GET", f"{CONTAINER}{reply.pk}/").status == 404
    Annotation.objects.update(hidden=timezone.now())
    assert call("GET", public).status == 404
    assert call("GET", public, token=token).status == 200


def test_a_group_is_there_for_its_members_only(call: Call, author: User, token: str) -> None:
    group = Group.objects.create(name="Civics")
    one = noted(author, visibility="group", group=group)
    address = f"{CONTAINER}groups/{group.slug}/"
    assert call("GET", address).status == 404
    assert call("GET", address, token=token).status == 404
    Membership.objects.create(group=group, user=author)
    [item] = call("GET", address, token=token).json["first"]["items"]
    assert item["id"].endswith(f"{one.pk}/")


def test_a_collection_shows_nothing_its_reader_may_not_see(
    call: Call, author: User, token: str
) -> None:
    secret = noted(author, note="Secret")
    made = collected(
        author,
        ("Before", None),
        ("Of a secret", secret),
        ("", noted(author, visibility="public")),
        visibility="public",
    )
    address = f"{CONTAINER}collections/{made.pk}/"
    answer = call("GET", address)
    assert answer.json["total"] == 3
    assert b"Secret" not in answer.body
    assert str(secret.pk).encode() not in answer.body
    assert call("GET", address, token=token).json["total"] == 4
    assert answer.json["summary"] == "How it *began*."


@pytest.mark.parametrize("visibility", ["private", "link", "group"])
def test_a_collection_that_is_not_public_is_404_to_strangers(
    call: Call, author: User, token: str, visibility: str
) -> None:
    group = Group.objects.create(name="Civics") if visibility == "group" else None
    made = collected(author, ("Text", None), visibility=visibility, group=group)
    address = f"{CONTAINER}collections/{made.pk}/"
    assert call("GET", address).status == 404
    assert call("GET", address, token=token).status == 200


# --- Tokens -----------------------------------------------------------------------------


def test_writing_needs_a_token(call: Call, article: Article) -> None:
    answer = call("POST", body=annotation())
    assert answer.status == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Newsdesk"'


@pytest.mark.parametrize(
    ("header", "status", "error"),
    [
        ("Bearer wrong", 401, 'error="invalid_token"'),
        ("bearer wrong", 401, 'error="invalid_token"'),
        ("Bearer", 400, 'error="invalid_request"'),
        ("Bearer a b", 400, 'error="invalid_request"'),
        ("Bearer é", 400, 'error="invalid_request"'),
        ("Basic aWxzZTpwdw==", 401, "Bearer realm"),
    ],
)
def test_a_token_that_opens_nothing_is_told_as_rfc_6750_asks(
    call: Call, header: str, status: int, error: str
) -> None:
    answer = call("GET", Authorization=header)
    assert answer.status == status
    assert error in answer["WWW-Authenticate"]


def test_a_token_for_reading_does_not_write(call: Call, author: User, mine: str) -> None:
    shown = tokens.issue(author, name="x", scope="read")[1]
    assert call("GET", mine, token=shown).status == 200
    for method, address in (("POST", CONTAINER), ("PUT", mine), ("DELETE", mine)):
        sent = annotation() if method != "DELETE" else None
        answer = call(method, address, sent, token=shown, If_Match="*")
        assert answer.status == 403
        assert 'error="insufficient_scope"' in answer["WWW-Authenticate"]
        assert 'scope="write"' in answer["WWW-Authenticate"]


def test_expired_tokens_and_those_of_closed_accounts_open_nothing(
    call: Call, author: User, token: str
) -> None:
    assert call("GET", token=token).status == 200
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert call("GET", token=token).status == 401
    AccessToken.objects.update(expires=None)
    User.objects.update(is_active=False)
    assert call("GET", token=token).status == 401


def test_wrong_tokens_are_slowed_down_and_right_ones_are_not(
    call: Call, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "MOST_WRONG", 3)
    statuses = [call("GET", token=f"wrong{n}").status for n in range(5)]
    assert statuses == [401, 401, 401, 429, 429]
    assert int(call("GET", token="wrong")["Retry-After"]) > 0
    assert call("GET", token=token).status == 200
    assert call("GET").status == 200


def test_the_day_of_a_tokens_use_is_noted(call: Call, token: str) -> None:
    call("GET", token=token)
    assert AccessToken.objects.get().last_used == timezone.now().date()


def test_cookies_count_for_nothing_here(client: Client, author: User, article: Article) -> None:
    one = noted(author, article=article)
    client.force_login(author)
    assert client.get(f"{CONTAINER}{one.pk}/").status_code == 404
    answer = client.post(CONTAINER, json.dumps(annotation()), content_type="application/ld+json")
    assert answer.status_code == 401


def test_the_token_is_not_in_the_database(author: User, token: str) -> None:
    assert token.startswith("newsdesk_")
    stored = AccessToken.objects.values().get()
    assert token not in {str(value) for value in stored.values()}


# --- Pages of other sites ---------------------------------------------------------------


def test_pages_of_other_sites_may_read_what_is_public(call: Call, public: str) -> None:
    for address in (CONTAINER, public, "/api/schema/"):
        answer = call("GET", address, Origin="https://other.example")
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in answer["Access-Control-Expose-Headers"]
        assert not answer["Access-Control-Allow-Credentials"]


def test_what_a_token_opens_is_not_for_pages_of_other_sites(
    call: Call, mine: str, token: str
) -> None:
    answer = call("GET", mine, token=token, Origin="https://other.example")
    assert answer.status == 200
    assert not answer["Access-Control-Allow-Origin"]
    assert "private" in answer["Cache-Control"]


def test_a_browser_that_asks_first_is_told_what_it_may(call: Call, public: str) -> None:
    answer = call(
        "OPTIONS",
        public,
        Origin="https://other.example",
        Access_Control_Request_Method="GET",
        Access_Control_Request_Headers="prefer",
    )
    assert answer.status == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Prefer" in answer["Access-Control-Allow-Headers"]
    assert "Authorization" not in answer["Access-Control-Allow-Headers"]


def test_asking_for_methods_does_not_tell_whether_a_note_exists(call: Call, author: User) -> None:
    told = [
        (answer.status, answer["Allow"], answer["ETag"], answer["Link"])
        for answer in (call("OPTIONS", f"{CONTAINER}{key}/") for key in (noted(author).pk, uuid4()))
    ]
    assert told[0] == told[1]


# --- Cost -------------------------------------------------------------------------------


def test_a_page_costs_the_same_for_ten_notes_and_for_twenty(
    author: User, article: Article, client: Client, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _round in range(2):
        for n in range(10):
            one = noted(author, article=article, note=f"{_round}.{n}", visibility="public")
            if n % 2:
                answered(one, author)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(CONTAINER)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- The description --------------------------------------------------------------------


def patterns() -> dict[str, Any]:
    """Every address under /api/, as OpenAPI writes it, with its view."""
    found: dict[str, Any] = {}

    def walk(resolver: URLResolver, before: str) -> None:
        for one in resolver.url_patterns:
            path = before + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(one, path)
            elif isinstance(one, URLPattern) and path.startswith("api/"):
                found["/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)] = one.callback

    walk(get_resolver(), "")
    return found


def test_the_description_is_complete(call: Call) -> None:
    told = call("GET", "/api/schema/").json
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) == set(patterns())


@pytest.mark.parametrize("path", sorted(description("")["paths"]))
def test_the_description_names_the_methods_there_are(call: Call, path: str) -> None:
    filled = re.sub(r"\{slug\}", "none", re.sub(r"\{\w+_id\}", str(uuid4()), path))
    allowed = {method.lower() for method in call("OPTIONS", filled)["Allow"].split(", ")}
    assert set(description("")["paths"][path]) - {"parameters"} == allowed
    parameters = {
        one.get("name") or _ref(one["$ref"])["name"]
        for one in description("")["paths"][path].get("parameters", [])
    }
    assert parameters == set(re.findall(r"\{(\w+)\}", path))


def _ref(reference: str) -> Any:
    found: Any = description("")
    for key in reference.removeprefix("#/").split("/"):
        found = found[key]
    return found


def test_every_reference_in_the_description_leads_somewhere_and_names_are_once() -> None:
    operations: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                assert _ref(node["$ref"])
            if "operationId" in node:
                operations.append(node["operationId"])
                assert node["responses"]
            for one in node.values():
                walk(one)
        elif isinstance(node, list):
            for one in node:
                walk(one)

    walk(description(""))
    assert len(operations) == len(set(operations)) > 15
