"""Where who said what is told and decided: for whom, what comes back, what it costs."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Correction, Outlet, Person, Quote
from articles.quote_cards import context_of
from articles.reasons import reasons_for
from articles.services import corrections
from readers.models import User
from tests import makers
from tests.deciding import corrector, quote_in
from tests.desk.test_corrections import RUN
from tests.makers import WORDS
from tests.quotes.test_samples import STORIES, read

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
CHECK, LOG = "/quotes/check/", "/quotes/log/"


@pytest.fixture
def article() -> Article:
    return makers.article()


@pytest.fixture
def quote(article: Article) -> Quote:
    return quote_in(article, "costly")


@pytest.fixture
def user(client: Client) -> User:
    """A corrector who has signed in."""
    made = corrector("okoro")
    client.force_login(made)
    return made


def decide(client: Client, quote: Quote, *, htmx: bool = True, **told: str):  # type: ignore[no-untyped-def]
    told.setdefault("at", "page")
    address = reverse("annotations:decide", args=[quote.uuid])
    return client.post(address, told, headers=HTMX if htmx else {})


def text_of(answer: object) -> str:
    page = answer.content.decode()  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("&#x27;", "’")


# Who may


def in_group() -> User:
    group = Group.objects.create(name="Correctors")
    group.permissions.add(Permission.objects.get(codename="correct_quote"))
    user = makers.reader()
    user.groups.add(group)
    return user


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (lambda: None, False),
        (makers.reader, False),
        (corrector, True),
        (in_group, True),
        (lambda: makers.reader(is_staff=True), True),
        (lambda: makers.reader(is_superuser=True), True),
    ],
    ids=["stranger", "reader", "corrector", "by group", "staff", "superuser"],
)
def test_only_those_with_the_right_see_controls_and_can_use_them(
    client: Client, article: Article, quote: Quote, who, may: bool
) -> None:
    user = who()
    if user:
        client.force_login(user)
    for address in (CHECK, LOG):
        answer = client.get(address)
        assert answer.status_code == (200 if may else 403 if user else 302)
    for page in (
        client.get(article.get_absolute_url()),
        client.get("/people/"),
        client.get(quote.card_url),
        client.get(quote.card_url, headers=HTMX),
    ):
        assert page.status_code == 200
        source = page.content.decode()
        assert ("data-may" in source or CHECK in source or "/decide/" in source) is may
    for told in ({"do": "confirm"}, {"do": "undo"}, {"name": "Ada Okoro"}):
        for htmx in (True, False):
            status = decide(client, quote, htmx=htmx, **told).status_code
            expected = (200 if htmx else 302) if may else 403 if user or htmx else 302
            assert status == expected
    assert Correction.objects.exists() is may


def test_a_strangers_form_leads_to_signing_in_and_decides_nothing(
    client: Client, quote: Quote
) -> None:
    answer = decide(client, quote, htmx=False, do="confirm")
    assert answer.url.startswith(reverse("account_login"))
    assert quote_in(Article.objects.get(), "costly").status == "automatic"


def test_names_of_those_who_decided_are_told_to_their_like_only(
    client: Client, quote: Quote
) -> None:
    corrections.confirm(quote.uuid, corrector("secretive"))
    page = text_of(client.get(quote.card_url))
    assert "confirmed by a reader" in page
    assert "secretive" not in page
    client.force_login(corrector())
    assert "confirmed by secretive" in text_of(client.get(quote.card_url))


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_nothing_is_decided_but_by_a_form(client: Client, user: User, quote: Quote, method) -> None:
    address = reverse("annotations:decide", args=[quote.uuid])
    assert getattr(client, method)(address).status_code == 405


# The card


def test_the_card_tells_who_how_sure_and_why(client: Client, article: Article) -> None:
    page = text_of(client.get(quote_in(article, "afraid of the tide").card_url, headers=HTMX))
    assert "Ilse Tamm" in page
    assert re.search(r"found automatically, \d\d% sure", page)
    assert "“told” right after the words" in page
    page = text_of(client.get(quote_in(article, "built the wall").card_url))
    assert "same paragraph as the quotation before" in page
    assert "told reporters. “We built the wall for this.” Her rival, Senator" in page


def test_a_pronoun_is_said_to_be_taken_for_somebody() -> None:
    text = "Mayor Ilse Tamm spoke on Monday. “The wall will hold,” she said."
    quote = quote_in(makers.article(text), "wall will hold")
    assert "“she” is taken to mean Ilse Tamm" in reasons_for(quote, text)


def test_what_the_text_does_not_tell_any_more_is_not_explained(article: Article) -> None:
    quote = quote_in(article, "costly")
    assert reasons_for(quote, WORDS)
    assert reasons_for(quote, WORDS.replace("“a costly", "a “costly")) == []
    quote.speaker = None
    assert reasons_for(quote, WORDS) == []


def test_reasons_are_told_for_almost_every_speaker_of_the_samples() -> None:
    told, silent = 0, []
    for slug in STORIES:
        text = read(slug).text
        for found in read(slug).quotes:
            if found.speaker is None:
                continue
            quote = Quote(start=found.start, end=found.end, speaker=Person(name="Somebody"))
            reasons = reasons_for(quote, text)
            told += bool(reasons)
            silent += [] if reasons else [found.reasons]
    assert told > 40
    assert len(silent) <= told / 20, silent


@pytest.mark.parametrize(
    ("text", "words", "before", "after"),
    [
        ("One. Two “x” two. Three. Four.", "“x”", "One. Two ", " two. Three."),
        ("“x” one.", "“x”", "", " one."),
        ("Zero.\n\nOne.\n\n“X.”\n\nTwo. Three.", "“X.”", "One.\n\n", "\n\nTwo."),
        ("“X.”", "“X.”", "", ""),
        ("Aye. " * 999 + "“X.” " + "Nay. " * 999, "“X.”", "Aye. ", " Nay."),
    ],
)
def test_a_quotation_is_shown_with_a_sentence_before_and_after(
    text: str, words: str, before: str, after: str
) -> None:
    start = text.index(words)
    found = context_of(text, start, start + len(words))
    assert (found.before, found.words, found.after) == (before, words, after)


def test_an_older_versions_card_has_no_controls_and_leads_on(
    client: Client, user: User, article: Article, quote: Quote
) -> None:
    makers.edited(article, WORDS + "\n\nMore words.")
    page = client.get(quote.card_url).content.decode()
    assert "/decide/" not in page
    assert "This is an older version" in page
    answer = decide(client, quote, do="confirm")
    assert answer.status_code == 409
    assert "newer version" in text_of(answer)


def test_what_is_no_quotation_is_unmarked_for_readers_and_can_be_brought_back(
    client: Client, article: Article, quote: Quote
) -> None:
    corrections.dismiss(quote.uuid, corrector())
    page = client.get(article.get_absolute_url()).content.decode()
    assert f'data-quote="{quote.uuid}"' not in page
    assert str(quote.uuid) not in page
    assert client.get(quote.card_url).status_code == 404
    client.force_login(corrector())
    page = client.get(article.get_absolute_url()).content.decode()
    assert 'class="not-quote"' in page
    assert quote.card_url in page
    assert decide(client, quote, do="restore").status_code == 200
    assert quote_in(article, "costly").status == "automatic"


# Deciding


def test_htmx_gets_the_card_the_touched_block_and_who_said_what_only(
    client: Client, user: User, quote: Quote
) -> None:
    answer = decide(client, quote, do="confirm", at="article")
    page = answer.content.decode()
    assert f'id="card-{quote.uuid}"' in page
    assert 'id="b2"' in page and 'id="b1"' not in page
    assert 'id="who"' in page
    assert page.count('hx-swap-oob="true"') == 2
    assert "<html" not in page
    told = json.loads(answer["HX-Trigger"])["decided"]
    assert told == {
        "say": "Confirmed. Speaker: Oskar Lind.", "quote": str(quote.uuid), "done": True,
    }  # fmt: skip


def test_all_paragraphs_a_quotation_runs_over_come_back(client: Client, user: User) -> None:
    quote = quote_in(makers.article(RUN), "There is the quay")
    page = decide(client, quote, name="Ada Okoro", at="article").content.decode()
    assert re.findall(r'id="(b\d)"', page) == ["b0", "b1", "b2"]
    assert page.count('data-speaker="Ada Okoro"') == 3


def test_plain_forms_lead_back_to_where_they_were(client: Client, user: User, quote: Quote) -> None:
    back = f"{CHECK}?outlet=courier"
    for told, goal in [
        ({"do": "confirm", "at": "article"}, quote.get_absolute_url()),
        ({"do": "dismiss", "at": "queue", "back": back}, back),
        ({"do": "undo", "at": "log", "back": f"{LOG}?page=2"}, f"{LOG}?page=2"),
        ({"do": "undo", "at": "page"}, quote.card_url),
        ({"do": "nobody", "at": "queue", "back": "https://evil.example/"}, quote.card_url),
        ({"do": "nobody", "at": "queue", "back": "//evil.example/"}, quote.card_url),
    ]:
        answer = decide(client, quote, htmx=False, **told)
        assert (answer.status_code, answer.url) == (302, goal)


def test_a_speaker_is_chosen_from_the_article_the_desk_or_by_a_new_name(
    client: Client, user: User, article: Article, quote: Quote
) -> None:
    makers.article("“I was elsewhere,” said Ada Okoro.")
    page = client.get(quote.card_url, {"q": "oko"}, headers=HTMX).content.decode()
    tamm, okoro = (Person.objects.get(name=name) for name in ("Ilse Tamm", "Ada Okoro"))
    assert f'value="{tamm.slug}"' in page
    assert f'value="{okoro.slug}"' in page
    assert 'value="oko"' in page
    decide(client, quote, person=okoro.slug)
    assert quote_in(article, "costly").speaker == okoro
    page = client.get(quote.card_url, {"q": "ada  OKORO"}, headers=HTMX).content.decode()
    assert "Somebody new" not in page
    decide(client, quote, name="Bo Lund")
    assert quote_in(article, "costly").speaker.name == "Bo Lund"  # type: ignore[union-attr]
    # Whoever was named by a reader is offered in that article, though it never names them.
    assert "Bo Lund" in text_of(client.get(quote_in(article, "built").card_url))


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"do": "delete"},
        {"do": "confirm", "name": "Ada Okoro"},
        {"name": "12"},
        {"name": "x" * 201},
        {"name": "\0\x07"},
        {"person": "../etc"},
    ],
)
def test_a_form_that_decides_nothing_is_refused_and_says_why(
    client: Client, user: User, quote: Quote, told: dict[str, str]
) -> None:
    answer = decide(client, quote, **told)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert decide(client, quote, htmx=False, **told).status_code == 302
    assert not Correction.objects.exists()


def test_what_is_not_there_is_not_found(client: Client, user: User, quote: Quote) -> None:
    assert decide(client, quote, person="nobody-here").status_code == 404
    assert client.get(reverse("articles:quote", args=[uuid4()])).status_code == 404
    assert (
        client.post(reverse("annotations:decide", args=[uuid4()]), {"do": "undo"}).status_code
        == 404
    )


def test_a_hostile_name_is_shown_as_text(client: Client, user: User, quote: Quote) -> None:
    name = "<img src=x onerror=alert(1)>\u202e Bo"
    page = client.get(quote.card_url, {"q": name}).content.decode()
    assert "<img src=x" not in page
    page = decide(client, quote, name=name).content.decode()
    assert "<img src=x" not in page
    speaker = quote_in(Article.objects.get(), "costly").speaker
    assert speaker and "\u202e" not in speaker.name
    page = client.get(Article.objects.get().get_absolute_url()).content.decode()
    assert "<img src=x" not in page


def test_who_comes_second_sees_what_the_first_decided(
    client: Client, user: User, quote: Quote
) -> None:
    seen = quote.state
    corrections.assign_name(quote.uuid, corrector("first"), "Ada Okoro")
    answer = decide(client, quote, do="confirm", seen=seen, at="article")
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Somebody else has decided meanwhile" in page
    assert "corrected by first" in page
    answer = decide(client, quote, htmx=False, do="dismiss", seen=seen)
    assert "meanwhile" in text_of(client.get(answer.url))
    assert Correction.objects.count() == 1


# The list and the log


def test_the_least_certain_come_first_with_context_and_how_many_are_left(
    client: Client, user: User, article: Article
) -> None:
    Quote.objects.filter(pk=quote_in(article, "costly").pk).update(confidence=0.2)
    page = text_of(client.get(CHECK))
    assert "3 quotations left" in page
    assert page.index("a costly mistake") < page.index("afraid of the tide,” Tamm told")
    assert "Her rival, Senator Oskar Lind, called the plan “a costly mistake” ." in page
    corrections.confirm(quote_in(article, "costly").uuid, user)
    makers.edited(article, WORDS.replace("laughed", "smiled"))
    assert "2 quotations left" in text_of(client.get(CHECK))


def test_the_list_can_be_narrowed_to_an_outlet(client: Client, user: User) -> None:
    makers.article()
    makers.article("“I was elsewhere,” said Ada Okoro.", url="https://echo.example/1")
    outlet = Outlet.objects.get(site_url__contains="echo")
    page = text_of(client.get(CHECK, {"outlet": outlet.slug}))
    assert "1 quotation left" in page
    assert "elsewhere" in page and "costly" not in page
    quote = quote_in(outlet.articles.get(), "elsewhere")
    back = f"{CHECK}?outlet={outlet.slug}"
    assert "0 quotations left" in text_of(
        decide(client, quote, do="confirm", at="queue", back=back)
    )


def test_no_quotation_is_skipped_when_those_before_it_are_decided(
    client: Client, user: User
) -> None:
    for _time in range(9):
        makers.article()
    met: list[str] = []
    address: str | None = CHECK
    while address:
        page = client.get(address).content.decode()
        ids = re.findall(r'class="check"[^>]*data-quote="([\w-]+)"', page)
        met += ids
        for quote_id in ids[::2]:
            decide(client, Quote.objects.get(uuid=quote_id), do="confirm", at="queue")
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = CHECK + following[1].replace("&amp;", "&") if following else None
    assert len(met) == len(set(met)) == Quote.objects.count() == 27
    assert "13 quotations left" in text_of(client.get(CHECK))
    for nonsense in ("x", str(uuid4()), "%00"):
        assert client.get(f"{CHECK}?after={nonsense}").status_code == 200


def test_the_log_tells_each_step_and_takes_back_the_last_ones(
    client: Client, user: User, article: Article, quote: Quote
) -> None:
    corrections.assign_name(quote.uuid, user, "Ada Okoro")
    corrections.dismiss(quote.uuid, user)
    source = client.get(LOG).content.decode()
    page = text_of(client.get(LOG))
    assert "Before: Ada Okoro corrected → After: not a quotation" in page
    assert "Before: Oskar Lind automatic → After: Ada Okoro corrected" in page
    assert source.count('value="undo"') == 1
    state = quote_in(article, "costly").state
    decide(client, quote, htmx=False, do="undo", at="log", back=LOG, seen=state)
    page = text_of(client.get(LOG))
    assert "undone by okoro" in page
    assert client.get(LOG).content.decode().count('value="undo"') == 1


def test_a_step_whose_account_is_gone_stays_in_the_log(client: Client, quote: Quote) -> None:
    gone = corrector("gone")
    corrections.confirm(quote.uuid, gone)
    gone.delete()
    client.force_login(corrector())
    assert "somebody whose account is gone" in text_of(client.get(LOG))
    assert "confirmed by a reader" in text_of(client.get(quote.card_url))


@pytest.mark.parametrize("address", [CHECK, LOG])
def test_lists_cost_the_same_however_long(client: Client, user: User, address: str) -> None:
    counts = []
    for _more in range(2):
        for _article in range(2):
            made = makers.article()
            for word in ("costly", "built"):
                corrections.confirm(quote_in(made, word).uuid, user)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_reading_an_article_costs_strangers_no_more_than_before(
    client: Client, article: Article
) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(article.get_absolute_url())
    assert len(queries) <= 11
    with CaptureQueriesContext(connection) as queries:
        client.get(quote_in(article, "costly").card_url, headers=HTMX)
    assert len(queries) <= 5
