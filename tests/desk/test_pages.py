"""Every page: for strangers and readers, with steady query counts and safe headers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations.services import Selection, annotate
from articles.models import Article, Entry, Feed, Job, Person, Revision, Service
from articles.services.feeds import subscribe
from readers.models import SetupLink, User
from tests import makers
from tests.makers import WORDS, reader

pytestmark = pytest.mark.django_db


def addresses(article: Article) -> list[str]:
    person = Person.objects.order_by("pk").first()
    assert person and article.outlet
    return [
        "/",
        article.get_absolute_url(),
        article.current.get_absolute_url() if article.current else "",
        reverse("articles:changes", args=[article.slug]),
        reverse("articles:outlets"),
        article.outlet.get_absolute_url(),
        reverse("articles:people"),
        person.get_absolute_url(),
        reverse("articles:search"),
        reverse("articles:search") + "?q=harbour",
        reverse("articles:search") + "?q=costly&kind=quotes",
        reverse("articles:search") + "?q=harbour&kind=articles",
        reverse("articles:search") + "?q=tamm&kind=people",
        reverse("articles:feeds"),
        reverse("articles:starter"),
        reverse("articles:opml-export"),
        reverse("account_login"),
        reverse("account_signup"),
    ]


def test_reading_needs_no_account_and_every_page_has_a_strict_policy(client: Client) -> None:
    for address in addresses(makers.article()):
        answer = client.get(address)
        assert answer.status_code == 200, address
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self'" in policy, address
        assert "unsafe" not in policy, address
        page = answer.content.decode()
        assert " style=" not in page and "<style" not in page, address
        assert " onclick" not in page, address


def test_pages_of_a_reader_open(client: Client) -> None:
    article = makers.article()
    client.force_login(reader())
    more = ["articles:add", "articles:feed-add", "annotations:mine"]
    for address in [
        *addresses(article)[:-2],
        *map(reverse, more),
        reverse("annotations:compose", args=[article.slug]),
    ]:
        assert client.get(address).status_code == 200, address


def test_an_empty_desk_opens_and_tells_how_to_begin(client: Client) -> None:
    page = client.get("/").content.decode()
    assert reverse("articles:starter") in page


@pytest.mark.parametrize("address", ["/", "/people/", "/outlets/", "/feeds/", "/search/?q=harbour"])
def test_the_number_of_queries_does_not_grow(
    client: Client, address: str, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _more in range(2):
        for _article in range(4):
            makers.article()
            subscribe(f"https://feeds.example/{Feed.objects.count()}")
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_notes_on_the_reading_page_cost_no_queries_each(client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    article, user = makers.article(), reader()
    client.force_login(user)
    counts = []
    for start in (0, 30):
        for offset in range(start, start + 5):
            words = WORDS[offset : offset + 9]
            annotate(article.current, user, Selection(offset, offset + 9, words), color="pink")  # type: ignore[arg-type]
        with CaptureQueriesContext(connection) as queries:
            assert client.get(article.get_absolute_url()).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 18


def test_feed_content_is_never_echoed_as_markup(client: Client) -> None:
    hostile = "<script>alert(1)</script> said “<img src=x onerror=alert(2)>” loudly."
    article = makers.article(hostile, headline="<b onload=alert(3)>Bold</b>")
    for address in ["/", article.get_absolute_url(), "/search/?q=loudly", "/search/?q=<script>"]:
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b onload" not in page


def test_search_finds_articles_people_and_quotations(client: Client) -> None:
    makers.article()
    page = client.get("/search/?q=costly").content.decode()
    assert "<mark>costly</mark>" in page
    page = client.get("/search/?q=Tamm").content.decode()
    assert "Ilse Tamm" in page
    assert client.get("/search/?q=%00%ff'%22)(").status_code == 200


def test_a_person_page_says_what_they_said(client: Client) -> None:
    makers.article()
    person = Person.objects.get(name="Oskar Lind")
    page = client.get(person.get_absolute_url()).content.decode()
    assert "a costly mistake" in page
    other = Person.objects.create(name="O. Lind", merged_into=person)
    assert client.get(other.get_absolute_url()).url == person.get_absolute_url()  # type: ignore[attr-defined]


def test_changes_between_revisions_are_shown_by_the_word(client: Client) -> None:
    article = makers.article()
    makers.article(WORDS.replace("a costly mistake", "a clever move"), url=article.url)
    page = client.get(reverse("articles:changes", args=[article.slug])).content.decode()
    assert "<del" in page and "<ins" in page
    assert (
        client.get(reverse("articles:changes", args=[article.slug]) + "?from=9").status_code == 404
    )


@pytest.mark.parametrize(
    "told",
    [
        *("", "  ", "not an address", "ftp://x.example/", "http://"),
        *("https://me:secret@x.example/", "https://x.example/" + "ა" * 900),
        *("javascript:alert(1)", "https://x.example:0/"),
    ],
)
def test_a_bad_address_is_shown_again_with_a_reason(
    client: Client, told: str, rung: list[str]
) -> None:
    client.force_login(reader())
    answer = client.post(reverse("articles:feed-add"), {"address": told})
    assert answer.status_code == 422
    assert not Feed.objects.exists()
    assert not rung


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("tidewater", "something like “.com” or “.org” seems to be missing"),
        ("https://intranet/feed", "no whole web address"),
        ("printer.local/feed", "local network"),
        ("http://192.168.1.1/feed", "private network"),
        ("https://tidewater.example:22/feed", "unusual port"),
    ],
)
@pytest.mark.parametrize(
    ("name", "field"), [("feed-add", "address"), ("add", "url"), ("feed-address", "address")]
)
def test_what_is_never_fetched_is_not_taken_and_the_reason_told(
    client: Client,
    rung: list[str],
    settings: LazySettings,
    name: str,
    field: str,
    told: str,
    reason: str,
) -> None:
    by = reader()
    client.force_login(by)
    feed, _new = subscribe("https://courier.example/feed", by=by)
    address = reverse(f"articles:{name}", args=[feed.slug] if name == "feed-address" else [])
    form = {field: told, "how": "url", "what": "address"}
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert Feed.objects.get().url == "https://courier.example/feed"
    assert not Entry.objects.exists()
    if "port" not in reason:
        settings.FETCH_ALLOW_NETWORKS = ["192.168.0.0/16"]
        assert client.post(address, form).status_code == 302


def test_a_feed_is_added_and_the_worker_rung(client: Client, rung: list[str]) -> None:
    client.force_login(reader())
    answer = client.post(reverse("articles:feed-add"), {"address": "tidewater.example/feed"})
    feed = Feed.objects.get()
    assert (answer.url, feed.url) == (feed.get_absolute_url(), "https://tidewater.example/feed")  # type: ignore[attr-defined]
    assert rung == ["articles.tasks.look", "articles.tasks.help_out"]
    assert client.get(feed.get_absolute_url()).status_code == 200


def test_a_stranger_cannot_manage_a_feed(client: Client, rung: list[str]) -> None:
    feed, _ = subscribe("https://tidewater.example/feed", by=reader("owner"))
    client.force_login(reader("stranger"))
    for name in ("feed-look", "feed-pause"):
        assert client.post(reverse(f"articles:{name}", args=[feed.slug])).status_code == 403
    client.force_login(User.objects.get(username="owner"))
    client.post(reverse("articles:feed-pause", args=[feed.slug]))
    feed.refresh_from_db()
    assert feed.paused


def test_a_feed_nobody_added_is_the_operators(client: Client, rung: list[str]) -> None:
    feed, _ = subscribe("https://tidewater.example/feed")
    client.force_login(reader("stranger"))
    assert client.post(reverse("articles:feed-remove", args=[feed.slug])).status_code == 403
    client.force_login(reader("chief", is_staff=True))
    assert client.post(reverse("articles:feed-remove", args=[feed.slug])).status_code == 302


@pytest.mark.parametrize("address", ["/people/?q=", "/search/?q=", "/search/?kind=", "/?page="])
@pytest.mark.parametrize("value", ["%00", "%ff", "9" * 5000, "%F0%9F%8F%9B"])
def test_odd_parameters_are_no_errors(client: Client, address: str, value: str) -> None:
    makers.article()
    assert client.get(address + value).status_code in {200, 404}
    person = Person.objects.get(name="Oskar Lind")
    assert client.get(f"{person.get_absolute_url()}?outlet={value}").status_code == 200


def test_an_operator_can_take_an_article_down_with_its_notes() -> None:
    article = makers.article()
    assert article.current
    annotate(article.current, reader(), Selection(0, 3, WORDS[:3]), color="pink")
    article.delete()
    assert not Article.objects.exists()


def test_work_that_an_outlet_asked_to_put_off_is_not_called_under_way(client: Client) -> None:
    makers.article()
    now = timezone.now()
    service = Service.objects.create(name="tidewater.example")
    Job.objects.create(kind="feed", target=1, due=now, service=service)
    assert "under way" in client.get("/").content.decode()
    Service.objects.update(rest_until=now + timedelta(hours=1))
    assert "under way" not in client.get("/").content.decode()


def test_answers_vary_by_htmx(client: Client) -> None:
    assert "HX-Request" in client.get("/")["Vary"]


def test_unsubscribing_keeps_the_articles(client: Client, rung: list[str]) -> None:
    owner = reader("owner")
    feed, _ = subscribe("https://tidewater.example/feed", by=owner)
    article = makers.article()
    feed.entries.create(guid="1", content_hash="x", article=article, state="done")
    address = reverse("articles:feed-remove", args=[feed.slug])
    client.force_login(reader("stranger"))
    assert client.post(address).status_code == 403
    client.force_login(owner)
    assert client.get(address).status_code == 200
    client.post(address)
    assert not Feed.objects.exists()
    assert client.get(article.get_absolute_url()).status_code == 200


def test_a_pasted_text_is_read_at_once(client: Client) -> None:
    client.force_login(reader())
    told = {"how": "text", "text": f"Harbour to reopen\n\nBy Jane Doe\n\n{WORDS}"}
    answer = client.post(reverse("articles:add"), told)
    article = Article.objects.get()
    assert answer.url == article.get_absolute_url()  # type: ignore[attr-defined]
    assert (article.headline, article.bylines) == ("Harbour to reopen", ["Jane Doe"])


def test_what_cannot_be_pasted_is_kept_and_explained(client: Client) -> None:
    client.force_login(reader())
    answer = client.post(
        reverse("articles:add"), {"how": "text", "text": "?", "source_url": "no address here"}
    )
    assert answer.status_code == 422
    assert "no address here" in answer.content.decode()


def test_the_starter_list_subscribes_with_one_click(client: Client, rung: list[str]) -> None:
    client.force_login(reader())
    page = client.get(reverse("articles:starter"))
    row = page.context["folders"][0][1][0]
    client.post(reverse("articles:starter"), {"feed": row["xml_url"]})
    assert Feed.objects.get().url == row["xml_url"]


def test_the_set_up_link_makes_one_administrator_and_then_nobody(client: Client) -> None:
    token = SetupLink.issue()
    address = reverse("setup", args=[token])
    told = {
        "username": "chief",
        "password1": "a long pass phrase",
        "password2": "a long pass phrase",
    }
    assert client.get(address).status_code == 200
    assert client.post(address, told | {"password2": "different"}).status_code == 422
    assert client.post(address, told).status_code == 302
    assert User.objects.get(username="chief").is_superuser
    assert client.get(address).status_code == 410
    assert client.post(address, told | {"username": "second"}).status_code == 410
    assert User.objects.count() == 1


def test_signing_up_gives_no_rights(client: Client) -> None:
    told = {"username": "ana", "password1": "a long pass phrase"}
    assert client.post(reverse("account_signup"), told).status_code == 302
    user = User.objects.get()
    assert not (user.is_staff or user.is_superuser)


def test_a_closed_desk_takes_no_strangers(client: Client, settings: object) -> None:
    settings.SIGNUP_OPEN = False  # type: ignore[attr-defined]
    client.post(reverse("account_signup"), {"username": "ana", "password1": "a long pass phrase"})
    assert not User.objects.exists()


def test_probes_answer_for_any_host(client: Client) -> None:
    assert client.get("/livez", headers={"host": "10.0.0.7"}).content == b"ok\n"
    answer = client.get("/readyz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.json()["database"]) == (200, "ok")


def test_pictures_stand_at_their_places_and_what_they_say_is_escaped(client: Client) -> None:
    article = makers.article()
    assert article.current
    text = article.current.text
    places = [0, text.index("\n\n"), text.rindex("\n\n")]
    pictures = [
        {"url": url, "alt": "<b>", "caption": f"<i>{at}</i>", "credit": "Jane & Co", "after": at}
        for at, url in zip(
            places, ["https://cdn.example/1.jpg", "http://a.example/2", None], strict=True
        )
    ]
    Revision.objects.filter(pk=article.current.pk).update(pictures=pictures)
    Article.objects.filter(pk=article.pk).update(
        image_url="https://cdn.example/0.jpg", image_caption="<u>Dawn", image_credit="Ann"
    )
    page = client.get(article.get_absolute_url()).content.decode()
    assert '<figcaption>&lt;u&gt;Dawn <span class="credit">Ann</span></figcaption>' in page
    at = [page.index(f"&lt;i&gt;{place}&lt;/i&gt;") for place in places]
    blocks = [page.index(f'data-start="{start}"') for start in (0, places[1] + 2, places[2] + 2)]
    assert at[0] < blocks[0] < at[1] < blocks[1] < at[2] < blocks[2]
    assert page.count("Jane &amp; Co") == 3
    # Over http it would be blocked, and spoil the page's own security.
    assert "cdn.example/1.jpg" in page and "a.example/2" not in page
