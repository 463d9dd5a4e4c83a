"""What a page owes to readers with a keyboard, a screen reader, or a small screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotations.services import Selection, annotate, share
from articles.models import Article, Person, Quote
from articles.services.feeds import subscribe
from tests import makers
from tests.browser.visitor import Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: What is wrong with the page, as sentences.
AUDIT = r"""() => {
  const wrong = [];
  const tell = (what, one) => wrong.push(what + ": " + one.outerHTML.slice(0, 160));
  const all = (selector) => [...document.querySelectorAll(selector)];
  const box = (one) => one.getBoundingClientRect();
  const shown = (one) => one.checkVisibility({ visibilityProperty: true })
    && box(one).width > 4 && box(one).height > 4 && box(one).bottom > 0;

  if (!document.documentElement.lang) wrong.push("the page has no language");
  if (!document.title.trim()) wrong.push("the page has no title");
  if (all("h1").length !== 1) wrong.push(`the page has ${all("h1").length} h1`);
  for (const landmark of ["header", "nav", "main", "footer"])
    if (!all(landmark).length) wrong.push(`there is no ${landmark}`);
  if (all("main").length > 1) wrong.push("there are several main");
  for (const nav of all("nav").length > 1 ? all("nav") : [])
    if (!nav.ariaLabel && !nav.getAttribute("aria-labelledby")) tell("a nav has no name", nav);

  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6")) {
    const here = Number(heading.localName[1]);
    if (level && here > level + 1) tell(`a heading skips from h${level}`, heading);
    level = here;
  }
  const seen = new Set();
  for (const one of all("[id]")) {
    if (seen.has(one.id)) tell("an id is there twice", one);
    seen.add(one.id);
  }
  for (const name of ["for", "aria-labelledby", "aria-describedby", "aria-controls"])
    for (const one of all(`[${name}]`))
      for (const id of one.getAttribute(name).split(/\s+/))
        if (!seen.has(id)) tell(`${name} names nothing`, one);
  for (const image of all("img")) if (!image.hasAttribute("alt")) tell("no alt", image);
  for (const image of all("svg"))
    if (!image.ariaHidden && image.getAttribute("role") !== "img"
      && !(image.getAttribute("role") === "group" && image.ariaLabel))
      tell("an svg is loud", image);

  const nameOf = (one) => (one.ariaLabel
    || (one.getAttribute("aria-labelledby") ?? "").split(/\s+/)
      .map((id) => document.getElementById(id)?.textContent ?? "").join(" ")
    || [...(one.labels ?? [])].map((label) => label.textContent).join(" ")
    || one.textContent || one.querySelector("img")?.alt || "").trim();
  for (const one of all("input:not([type=hidden]), select, textarea, button, a[href], summary"))
    if (!nameOf(one)) tell("no name", one);

  // WCAG 2.5.8: 24 by 24 px. Excepted are links in a line of text, and small targets that
  // have the room: a circle of 24 px around their middle meets no other target's. So are the bars
  // of a chart: the table under it has the same links.
  const inLine = (one) => one.localName === "a" && getComputedStyle(one).display === "inline"
    && [...one.parentElement.childNodes].some((node) => node !== one && node.textContent.trim());
  const targets = all("a[href], button, input:not([type=hidden]), select, textarea, summary")
    .filter((one) => shown(one) && !one.closest("figure svg"))
    .map((one) => ({ one, ...box(one.closest("label") ?? one).toJSON() }))
    .map((target) => ({ ...target,
      small: target.width < 23.9 || target.height < 23.9,
      middle: [target.left + target.width / 2, target.top + target.height / 2] }));
  const away = ([x, y], target) => Math.hypot(
    Math.max(target.left - x, 0, x - target.right), Math.max(target.top - y, 0, y - target.bottom));
  const crowded = (target) => targets.some((other) => other.one !== target.one
    && (away(target.middle, other) < 12 || (other.small && Math.hypot(
      target.middle[0] - other.middle[0], target.middle[1] - other.middle[1]) < 24)));
  for (const target of targets)
    if (target.small && !inLine(target.one) && crowded(target))
      tell(`only ${target.width.toFixed(1)} by ${target.height.toFixed(1)} px`, target.one);
  return wrong; }"""

FOCUS = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const style = getComputedStyle(one);
  const { width, height, top, left } = one.getBoundingClientRect();
  return {
    what: one.outerHTML.slice(0, 120),
    ring: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
      || style.boxShadow !== "none"
      || (one.parentElement && getComputedStyle(one.parentElement).outlineStyle !== "none"),
    seen: width > 1 && height > 1 && top < innerHeight && top + height > 0
      && left < innerWidth && left + width > 0,
  }; }"""


def marked_article() -> tuple[Article, str]:
    """An article with notes on it, and the link to one of them."""
    article, owner = makers.article(), makers.reader("tamm")
    assert article.current
    for words, note in [("a costly mistake", "Is it?"), ("Nobody laughed", ""), ("harbour", "x")]:
        start = article.current.text.index(words)
        made = annotate(
            article.current,
            owner,
            Selection(start, start + len(words), words),
            color="green",
            note=note,
        )
        link = share(made).get_absolute_url()
    subscribe("https://courier.example/feed", by=owner)
    return article, link


def audit(visitor: Visitor, paths: list[str]) -> str:
    """What is wrong with these pages, a line each."""
    wrong = []
    for path in paths:
        visitor.go(path)
        wrong += [f"{path} {found}" for found in visitor.page.evaluate(AUDIT)]
        if visitor.scrolls_sideways():
            wrong.append(f"{path} scrolls sideways")
    return "\n".join(wrong)


def pages(article: Article, link: str) -> list[str]:
    person = Person.objects.exclude(quotes=None)[0]
    quote = Quote.objects.filter(revision__article=article)[0]
    noted = article.annotations.exclude(note="")[0]
    return [
        "/",
        article.get_absolute_url(),
        link.split("#")[0],
        f"{article.get_absolute_url()}mark/",
        "/feeds/",
        "/feeds/starter/",
        "/search/?q=harbour",
        "/people/",
        person.get_absolute_url(),
        "/outlets/",
        "/add/",
        f"{article.get_absolute_url()}note/",
        f"/annotations/{noted.pk}/edit/",
        f"/annotations/{noted.pk}/history/",
        f"/annotations/{noted.pk}/reply/",
        f"/quotes/{quote.uuid}/note/",
        "/notes/",
        "/notes/changed/",
        "/accounts/email/",
    ]


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_are_named_reachable_and_large_enough_to_touch(
    signed_in: Callable[..., Visitor], width: int
) -> None:
    article, link = marked_article()
    visitor = signed_in(article.annotations.all()[0].author, width=width)
    assert audit(visitor, pages(article, link)) == ""


@pytest.mark.parametrize("width", [390, 1280])
def test_strangers_pages_are_named_reachable_and_large_enough_to_touch(
    visit: Visit, width: int
) -> None:
    article, link = marked_article()
    visitor = visit(width=width)
    paths = ["/", article.get_absolute_url(), link, "/accounts/signup/", "/accounts/login/"]
    assert audit(visitor, paths) == ""


@pytest.mark.parametrize("width", [390, 1280])
def test_the_focus_is_seen_wherever_tab_leads(
    signed_in: Callable[..., Visitor], width: int
) -> None:
    article, link = marked_article()
    visitor = signed_in(article.annotations.all()[0].author, width=width)
    unseen = []
    for path in [
        "/",
        article.get_absolute_url(),
        link.split("#")[0],
        "/feeds/",
        "/search/?q=harbour",
    ]:
        visitor.go(path)
        visitor.page.evaluate("document.activeElement?.blur()")
        stops = 0
        for _ in range(10):
            visitor.page.keyboard.press("Tab")
            stop = visitor.page.evaluate(FOCUS)
            if stop is None:
                break
            stops += 1
            if not (stop["ring"] and stop["seen"]):
                unseen.append((path, stop))
        assert stops >= 5, path
    assert unseen == []


def test_the_skip_link_leads_to_the_content(visit: Visit) -> None:
    makers.article()
    visitor = visit()
    visitor.go("/")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "main"


def test_text_twice_as_large_still_fits_the_window(visit: Visit) -> None:
    article, link = marked_article()
    visitor = visit(width=640)
    for path in ["/", article.get_absolute_url(), link, "/search/?q=harbour", "/feeds/"]:
        visitor.go(path)
        visitor.page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert not visitor.scrolls_sideways(), path
