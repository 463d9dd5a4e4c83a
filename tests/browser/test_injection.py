"""Script injection, tried by every way that words come into the desk, in a real browser.

The vectors are public collections; they are read from the shared material and nothing of them
is kept here. Two things are checked: nothing runs and nothing is asked for from elsewhere, and
the page holds no element or attribute that could have run, had the browser been another one.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from annotations.models import Annotation
from annotations.services import share
from articles.models import Article, Entry, Feed, Revision
from articles.pipeline.extraction import Extraction, UnreadableArticle
from articles.pipeline.sanitise import sanitise_html
from articles.pipeline.structure import html_to_document
from articles.reading import read_given
from articles.services import reaching
from articles.services.feeds import subscribe
from articles.services.pasting import paste
from articles.services.storing import Reading, store
from articles.services.work import do_due_work
from tests import makers
from tests.browser.visitor import Visit, Visitor
from tests.odd_server import OddServer, reply

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignedIn = Callable[..., Visitor]

HOOKS = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"])
  window[name] = (...told) => { window.ran.push(`${name}(${told})`); return true; };
document.write = document.writeln = (...told) => window.ran.push(`write(${told})`);
addEventListener("securitypolicyviolation", (event) =>
  window.ran.push(`refused: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""

#: What the desk itself never puts into a page, as sentences.
FOREIGN = r"""() => {
  const found = [...window.ran];
  const tell = (what, one) => found.push(what + ": " + one.outerHTML.slice(0, 200));
  const odd = "iframe, frame, object, embed, applet, base, style, math, template, marquee, "
    + "video, audio, source, track, portal, xml, isindex, link:not(head link), meta:not(head meta)";
  for (const one of document.querySelectorAll(odd)) tell("element", one);
  for (const one of document.querySelectorAll("script"))
    if (one.textContent.trim() || new URL(one.src).origin !== location.origin) tell("script", one);
  for (const one of document.querySelectorAll("*"))
    for (const { name, value } of one.attributes) {
      // The page's own scripts move notes and toolbars with the style of these.
      const moved = "margin-notes > .note, mark-bar, speaker-card, speaker-tip";
      if (name === "style" && one.matches(moved)) continue;
      if (name.startsWith("on") || name === "style" || name === "srcdoc") tell(name, one);
      if (/^(href|src|action|formaction|data|xlink:href|cite|poster|background)$/.test(name)
        && !/^(https?|mailto):$/.test(new URL(value, location.href).protocol)) tell(name, one);
      if (name.startsWith("hx-") && one.closest("#article-body, .prose")) tell(name, one);
    }
  return found; }"""


@pytest.fixture(scope="session")
def vectors(shared: Path) -> list[str]:
    """Some thousand ways to smuggle a script in."""
    path = shared / "data" / "xss" / "dev.jsonl"
    if not path.is_file():
        pytest.skip("the injection vectors are not among the shared material")
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["html"] for line in lines]


@pytest.fixture
def site(settings: object) -> Iterator[OddServer]:
    """A hostile outlet; the desk is allowed to fetch it."""
    with OddServer() as server:
        settings.FETCH_ALLOW_ORIGINS = [server.origin()]  # type: ignore[attr-defined]
        reaching.policy.cache_clear()
        yield server
    reaching.policy.cache_clear()


def batches(vectors: list[str], size: int) -> list[list[str]]:
    return [vectors[start : start + size] for start in range(0, len(vectors), size)]


def storable(text: str) -> str:
    """PostgreSQL keeps no NUL; forms refuse it before."""
    return text.replace("\0", "")


def guarded(signed_in: SignedIn, **options: object) -> Visitor:
    visitor = signed_in(makers.reader(), **options)
    visitor.page.add_init_script(HOOKS)
    return visitor


def assert_harmless(visitor: Visitor, *paths: str) -> None:
    for path in paths:
        visitor.go(path)
        provoke(visitor)
        # A quotation that was pointed at has its card fetched, which is looked at as well.
        visitor.page.wait_for_load_state("networkidle")
        assert visitor.page.evaluate(FOREIGN) == [], path


def provoke(visitor: Visitor) -> None:
    """Point at, focus and click everything within the text, and open what can be opened."""
    visitor.page.evaluate(
        """() => {
          for (const one of document.querySelectorAll("details")) one.open = true;
          const stay = (event) => event.preventDefault();
          addEventListener("click", stay);
          for (const one of document.querySelectorAll("#article-body *, .prose *, .shared-body *"))
            for (const kind of ["pointerover", "mouseover", "focus", "click", "toggle", "load"])
              one.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true }));
          removeEventListener("click", stay);
          location.hash = "x"; }"""
    )


def test_pasted_texts_run_nothing(signed_in: SignedIn, vectors: list[str]) -> None:
    made = []
    for batch in batches(vectors, 120):
        told = "\n\n".join(["A headline that is plain", *batch])
        for raw in (told, f"<html><body><p>{'</p><p>'.join(batch)}</p></body></html>"):
            try:
                made.append(paste(storable(raw).encode("utf-8", "surrogatepass")))
            except UnreadableArticle:
                continue
    assert len(made) > len(vectors) // 120
    visitor = guarded(signed_in)
    assert_harmless(visitor, *(article.get_absolute_url() for article in made), "/")


def test_notes_run_nothing_and_neither_do_the_words_they_are_on(
    signed_in: SignedIn, vectors: list[str]
) -> None:
    visitor = guarded(signed_in)
    owner = makers.reader()
    text = storable("\n\n".join(" ".join(vector.split()) or "…" for vector in vectors[::4]))
    article = makers.article(text, headline=storable(vectors[0])[:300])
    assert article.current
    stored = article.current
    blocks = list(stored.document.blocks)
    rows = []
    for number, vector in enumerate(vectors):
        block = blocks[number % len(blocks)]
        rows.append(
            Annotation(
                author=owner,
                article=article,
                revision=stored,
                start=block.start,
                end=block.end,
                exact=stored.text[block.start : block.end],
                note=storable(vector),
            )
        )
    Annotation.objects.bulk_create(rows)
    visitor.become(owner)
    links = [share(row).get_absolute_url() for row in rows[::200]]
    assert_harmless(visitor, article.get_absolute_url(), "/notes/", *links)


def test_feeds_and_the_pages_they_lead_to_run_nothing(
    signed_in: SignedIn, vectors: list[str], site: OddServer
) -> None:
    items = []
    for number, batch in enumerate(batches(vectors, 100)):
        body = " ".join(f"<p>The council met again. {vector}</p>" for vector in batch)
        link = site.url(f"/{number}")
        if number % 2:  # every other one has a page of its own, the rest is in the feed alone
            page = f"<html><head><title>{batch[0]}</title></head><body><article>{body}</article>"
            answer = reply(page.encode("utf-8", "replace"), content_type="text/html; charset=utf-8")
            site.at(f"/{number}", answer)
        items.append(
            f"<item><title>{html.escape(html.escape(batch[1]))}</title><link>{link}</link>"
            f"<author>{html.escape(batch[2])}</author>"
            f"<content:encoded>{html.escape(body)}</content:encoded></item>"
        )
    feed = (
        '<?xml version="1.0"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{html.escape(vectors[5])}</title><link>{html.escape(vectors[6])}</link>"
        f"{storable(''.join(items))}</channel></rss>"
    )
    site.at("/feed", reply(feed.encode("utf-8", "replace"), content_type="application/rss+xml"))
    found, _ = subscribe(site.url("/feed"))
    do_due_work(30)
    assert Entry.objects.count() == len(items)
    articles = list(Article.objects.all())
    assert len(articles) >= len(items) // 2
    Feed.objects.update(title=storable(vectors[7])[:200])
    visitor = guarded(signed_in)
    paths = [article.get_absolute_url() for article in articles]
    assert_harmless(visitor, *paths, found.get_absolute_url(), "/", "/feeds/", "/outlets/")


def test_what_the_sanitiser_lets_through_runs_nothing_on_a_page(
    signed_in: SignedIn, vectors: list[str]
) -> None:
    """Article bodies, after sanitising; and the sanitised HTML itself put into a document."""
    visitor = guarded(signed_in)
    cleaned = [sanitise_html(vector, "https://courier.example/") for vector in vectors]
    paths = []
    for number, batch in enumerate(batches(cleaned, 320)):
        document = html_to_document("".join(f"<p>{one}</p>" for one in batch))
        extraction = Extraction(headline=f"Batch {number}", document=document)
        reading = Reading(
            article=read_given(extraction),
            url=f"https://courier.example/{number}",
            source=Revision.Source.FEED,
            seen=timezone.now(),
        )
        paths.append(store(reading).get_absolute_url())
    assert_harmless(visitor, *paths)
    for batch in batches(cleaned, 320):
        visitor.page.evaluate(
            """(pieces) => {
              const prose = document.createElement("div");
              prose.className = "prose";
              document.querySelector("main").replaceChildren(prose);
              for (const piece of pieces) {
                const one = document.createElement("div");
                one.innerHTML = piece;
                prose.append(one);
              } }""",
            batch,
        )
        provoke(visitor)
        assert visitor.page.evaluate(FOREIGN) == []


def test_the_hooks_notice_what_runs(signed_in: SignedIn, visit: Visit) -> None:
    """Otherwise the tests above could not fail."""
    visit.expected.append("inline event handler violates")
    visitor = guarded(signed_in)
    visitor.go("/")
    visitor.page.evaluate(
        """() => { const one = document.createElement("div");
          one.innerHTML = "<iframe></iframe><a href='javascript:alert(1)' onclick='1'>x</a>";
          document.querySelector("main").append(one); alert("heard"); }"""
    )
    found = visitor.page.evaluate(FOREIGN)
    assert [one.split(":")[0] for one in found if "refused" not in one] == [
        "alert(heard)",
        "element",
        "href",
        "onclick",
    ]
