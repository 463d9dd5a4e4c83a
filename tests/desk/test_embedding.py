"""Shared links on other sites: preview tags, oEmbed, and the frame."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree, html

from annotations import collection_services, services, share_services
from annotations.models import Annotation, Share
from articles.models import Article
from readers.models import User
from tests import makers
from tests.desk.test_share_links import mark
from tests.makers import reader

pytestmark = pytest.mark.django_db
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def owner() -> User:
    return reader("owner", first_name="Olga", last_name="Owner")


@pytest.fixture
def article() -> Article:
    return makers.article(headline='Harbour "to reopen" <soon>')


@pytest.fixture
def annotation(article: Article, owner: User) -> Annotation:
    return mark(article, owner, "“We are not afraid of the tide,”", "Brave *words* <b>")


@pytest.fixture
def share(annotation: Annotation) -> Share:
    return services.share(annotation)


def tags(page: bytes) -> dict[str, str]:
    root = html.fromstring(page.decode())
    return {
        str(tag.get("property") or tag.get("name")): str(tag.get("content"))
        for tag in root.iterfind(".//meta")
        if tag.get("property") or tag.get("name")
    }


def test_the_head_tells_other_sites_what_to_show(client: Client, share: Share) -> None:
    told = tags(client.get(share.get_absolute_url()).content)
    assert told["og:title"] == "“We are not afraid of the tide,”"
    assert "Ilse Tamm" in told["og:description"]
    assert "Brave words <b>" in told["og:description"]
    assert told["og:url"] == f"{BASE}/s/{share.token}/"
    assert told["og:image"] == f"{BASE}/s/{share.token}/card-wide-light.png"
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert told["twitter:card"] == "summary_large_image"
    assert told["twitter:image"] == told["og:image"]
    for word in ("tide", "Ilse Tamm", "Olga Owner"):
        assert word in told["og:image:alt"]


def test_the_picture_named_in_the_head_is_there(client: Client, share: Share) -> None:
    told = tags(client.get(share.get_absolute_url()).content)
    assert client.get(told["og:image"].removeprefix(BASE))["Content-Type"] == "image/png"


def test_the_head_points_to_oembed_in_both_formats(client: Client, share: Share) -> None:
    root = html.fromstring(client.get(share.get_absolute_url()).content.decode())
    found = {
        link.get("type"): link.get("href")
        for link in root.iterfind(".//link[@rel='alternate']")
        if "oembed" in str(link.get("type"))
    }
    assert set(found) == {"application/json+oembed", "text/xml+oembed"}
    data = client.get(str(found["application/json+oembed"]).removeprefix(BASE)).json()
    assert data["title"] == "“We are not afraid of the tide,”"
    xml = client.get(str(found["text/xml+oembed"]).removeprefix(BASE))
    root = etree.fromstring(xml.content)
    assert root.tag == "oembed" and root.findtext("html") == data["html"]


def oembed(client: Client, url: str, **more: str):
    return client.get(f"{reverse('annotations:oembed')}?{urlencode({'url': url, **more})}")


def test_oembed_gives_a_frame_that_fits(client: Client, share: Share) -> None:
    url = f"{BASE}/s/{share.token}/"
    data = oembed(client, url).json()
    assert (data["version"], data["type"]) == ("1.0", "rich")
    assert data["author_name"] == "Olga Owner"
    assert data["thumbnail_url"].endswith("card-wide-light.png")
    [frame] = html.fragments_fromstring(data["html"])
    assert frame.tag == "iframe" and frame.get("src") == f"{url}embed/"
    assert "allow-scripts" not in str(frame.get("sandbox"))
    assert "allow-same-origin" not in str(frame.get("sandbox"))
    small = oembed(client, url, maxwidth="320", maxheight="250").json()
    assert (small["width"], small["height"]) == (320, 250)
    assert 'width="320"' in small["html"]
    assert oembed(client, url, maxwidth="nonsense").json()["width"] == 600


def test_oembed_takes_the_address_with_its_fragment(client: Client, share: Share) -> None:
    assert oembed(client, f"{BASE}{share.get_absolute_url()}").status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://elsewhere.example/s/{token}/",
        f"{BASE}/notes/",
        f"{BASE}/s/{'0' * 32}/",
        "http://[broken",
        f"{BASE}/s/",
        "javascript:alert(1)",
    ],
)
def test_oembed_knows_no_other_addresses(client: Client, share: Share, url: str) -> None:
    assert oembed(client, url.replace("{token}", share.token)).status_code == 404


def test_oembed_says_which_formats_it_has_not(client: Client, share: Share) -> None:
    assert oembed(client, f"{BASE}/s/{share.token}/", format="yaml").status_code == 501


def test_the_page_offers_the_frame_as_text_to_copy(client: Client, share: Share) -> None:
    root = html.fromstring(client.get(share.get_absolute_url()).content.decode())
    [field] = root.xpath("//input[@id='embed-code']")
    url = f"{BASE}/s/{share.token}/"
    assert field.get("value") == oembed(client, url).json()["html"]
    assert not root.xpath("//iframe")


def test_the_frame_may_stand_anywhere_and_runs_nothing(client: Client, share: Share) -> None:
    answer = client.get(reverse("annotations:embed", args=[share.token]))
    page = answer.content.decode()
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "X-Frame-Options" not in answer
    assert not answer.cookies and "Cookie" not in answer.get("Vary", "")
    assert "<script" not in page and "style=" not in page and "<form" not in page
    assert "We are not afraid of the tide" in page and "Brave <em>words</em> &lt;b&gt;" in page
    assert f'href="{BASE}/s/{share.token}/' in page
    others = client.get(reverse("front"))
    assert "frame-ancestors 'none'" in others["Content-Security-Policy"]


def test_the_frame_says_when_the_words_changed(client, share, annotation, article) -> None:
    later = makers.WORDS.replace("not afraid of the tide", "never afraid of any tide")
    makers.edited(article, later)
    page = client.get(reverse("annotations:embed", args=[share.token])).content.decode()
    assert "The outlet changed this sentence" in page
    assert "not afraid of the tide" in page


def test_a_revoked_links_frame_says_so_and_no_more(client, share, annotation) -> None:
    services.revoke(annotation)
    answer = client.get(reverse("annotations:embed", args=[share.token]))
    assert answer.status_code == 410
    assert "tide" not in answer.content.decode() and "no longer shared" in answer.content.decode()
    assert "frame-ancestors *" in answer["Content-Security-Policy"]


def test_nothing_private_of_the_one_who_looks_or_shares_gets_out(client, share, owner, article):
    """Another note of the owner, and their address, stand in none of the forms."""
    User.objects.filter(pk=owner.pk).update(email="olga@private.example")
    mark(article, owner, "The vote is in May.", "unshared thought")
    client.force_login(owner)
    for path in [
        share.get_absolute_url(),
        reverse("annotations:embed", args=[share.token]),
        f"{reverse('annotations:oembed')}?{urlencode({'url': f'{BASE}/s/{share.token}/'})}",
        f"{share.get_absolute_url().partition('#')[0]}?format=csl",
    ]:
        page = client.get(path).content.decode()
        assert "unshared thought" not in page and "private.example" not in page


def test_links_to_articles_and_collections_have_previews_too(client, annotation, owner, article):
    collection = collection_services.create(owner, title="The wall", introduction="*All* of it")
    collection_services.collect(collection, [annotation])
    for share, title, words in [
        (share_services.share_article(article, owner, [annotation]), article.headline, "1 note"),
        (share_services.share_collection(collection, owner), "The wall", "1 passage"),
    ]:
        told = tags(client.get(share.get_absolute_url()).content)
        assert told["og:title"] == title
        assert words in told["og:description"]
        assert client.get(told["og:image"].removeprefix(BASE)).status_code == 200
        frame = client.get(reverse("annotations:embed", args=[share.token])).content.decode()
        assert title in unescape(frame)
        assert oembed(client, f"{BASE}/s/{share.token}/").json()["title"] == title


# --- To copy ------------------------------------------------------------------------------


def copied(client: Client, share: Share, wanted: str) -> str:
    path = share.get_absolute_url().partition("#")[0]
    answer = client.get(f"{path}?format={wanted}")
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("charset=utf-8")
    return answer.content.decode()


def test_markdown_has_words_source_and_note(client: Client, share: Share, article) -> None:
    text = copied(client, share, "markdown")
    assert text.startswith("> “We are not afraid of the tide,”\n")
    assert f"](<{article.url}>)" in text and '[Harbour "to reopen" \\<soon\\>]' in text
    assert "Ilse Tamm" in text and "version 1" in text
    assert "Note by Olga Owner:\n\nBrave *words* <b>" in text
    assert f"<{BASE}/s/{share.token}/#passage>" in text


def test_a_plain_citation_is_one_line_and_the_link(client: Client, share: Share, article) -> None:
    first, link = copied(client, share, "text").strip().split("\n")
    assert first.startswith("“We are not afraid of the tide,” (Ilse Tamm). ")
    assert 'Harbour "to reopen" <soon>' in first and first.endswith(str(article.url))
    assert share.token in link


def test_bibtex_escapes_what_would_break_it(client: Client, owner: User) -> None:
    article = makers.article(headline="50% & more_of {it} #1 \\ $5")
    article.bylines = ["Petra Quarrell", "Staff and agencies"]
    article.save()
    text = copied(client, services.share(mark(article, owner, "a costly mistake")), "bibtex")
    assert r"{50\% \& more\_of \{it\} \#1 \textbackslash{} \$5}" in text
    assert "author = {Petra Quarrell and {Staff and agencies}}" in text
    assert re.match(r"@misc\{[a-z0-9-]+,\n", text)
    plain = re.sub(r"\\[{}]", "", text)
    assert plain.count("{") == plain.count("}")


def test_csl_json_is_what_citation_managers_read(client: Client, share: Share, article) -> None:
    [item] = json.loads(copied(client, share, "csl"))
    assert item["type"] == "article-newspaper"
    assert item["title"] == article.headline and item["URL"] == article.url
    assert len(item["accessed"]["date-parts"][0]) == 3
    assert item["annote"] == "“We are not afraid of the tide,”"


def test_a_format_there_is_not_is_404(client: Client, share: Share) -> None:
    path = share.get_absolute_url().partition("#")[0]
    assert client.get(f"{path}?format=docx").status_code == 404


def test_an_article_shared_without_notes_is_cited_whole(client, owner, article) -> None:
    share = share_services.share_article(article, owner, [])
    [item] = json.loads(copied(client, share, "csl"))
    assert item["title"] == article.headline and "annote" not in item
