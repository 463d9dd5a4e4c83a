"""What people see who were sent a link: without scripts, by phone, on paper, in a frame."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import expect

from annotations import collection_services, services, share_services
from annotations.models import Annotation, Collection, FactCheck, Group, Membership, Source
from annotations.text_fragments import fragment_url
from articles.models import Article, Outlet, Person
from readers.models import User
from tests import makers
from tests.browser.test_access import AUDIT
from tests.browser.test_history import FIRST, MIDDLE
from tests.browser.visitor import Visit, Visitor
from tests.desk.test_share_links import mark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUOTE = "“The ministry was warned and it looked away,”"
SECOND = (
    "The storm took forty metres of the wall in one night, and the council was told in March "
    "that the rest would not stand another winter.\n\n"
    "“Nobody on this council was warned of anything,” Senator Oskar Lind said on Friday. “The "
    "report reached us in June, when the money was spent.”\n\n"
    "The auditor general will hear both of them in the autumn."
)


def owner() -> User:
    return makers.reader("olga", first_name="Olga", last_name="Brandt")


def published(article: Article, outlet: str, day: int) -> Article:
    article.outlet, _made = Outlet.objects.get_or_create(
        key=outlet, defaults={"name": outlet, "site_url": "https://courier.example/"}
    )
    article.published = datetime(2026, 5, day, 9, 30, tzinfo=UTC)
    article.save()
    return article


def wall() -> Article:
    """An article that its outlet changed at the words that are shared."""
    article = makers.article(FIRST, headline="Harbour wall will cost 40 million, council finds")
    return published(article, "Nordhaven Courier", 2)


def change(article: Article) -> None:
    later = FIRST.replace("it looked away", "it did not act in time").replace(MIDDLE[1], "")
    revision = makers.edited(article, later)
    revision.fetched = datetime(2026, 5, 3, 16, 5, tzinfo=UTC)
    revision.save(update_fields=["fetched"])
    first = article.revisions.get(number=1)
    first.fetched = datetime(2026, 5, 2, 10, 0, tzinfo=UTC)
    first.save(update_fields=["fetched"])


def dossier(by: User) -> Collection:
    """A collection of passages from two articles, one of them changed and one checked."""
    one = wall()
    two = published(
        makers.article(SECOND, headline="Who knew what about the wall"), "Estuary Post", 9
    )
    warned = mark(one, by, QUOTE, "Her office had the *first* report in **March**.")
    vote = mark(one, by, "voted 12-9 on Tuesday to raise the harbour wall")
    denied = mark(
        two, by, "“Nobody on this council was warned of anything,”", "The minutes say otherwise.",
        kind="fact-check", color="pink",
    )  # fmt: skip
    check = FactCheck.objects.create(
        annotation=denied,
        claim="Nobody on the council was warned of the state of the wall.",
        claimant=Person.objects.get(name="Oskar Lind"),
        claimed=datetime(2026, 5, 8, tzinfo=UTC).date(),
        rating="false",
    )
    Source.objects.create(
        fact_check=check,
        position=1,
        url="https://council.example/minutes",
        title="Minutes, 4 March",
    )
    made = collection_services.create(
        by,
        title="Who was warned about the harbour wall?",
        introduction="Two people were in the room in March. They **do not agree** on what was said "
        "there, and one of the two outlets has since changed what it wrote.",
    )
    collection_services.collect(made, [vote], text="### The decision\n\nIt was close:")
    collection_services.collect(
        made, [warned], text="### What the mayor says\n\nOn the evening of the vote she spoke of a "
        "warning. The Courier toned that down a day later.",
    )  # fmt: skip
    collection_services.collect(made, [denied], text="### What the senator says")
    change(one)
    made.refresh_from_db()
    return made


def wrong(visitor: Visitor) -> list[str]:
    found = [str(one) for one in visitor.page.evaluate(AUDIT)]
    return [*found, "scrolls sideways"] if visitor.scrolls_sideways() else found


def whole_picture(visitor: Visitor, name: str) -> None:
    folder = os.environ.get("NEWSDESK_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_shared_passage_reads_without_scripts_and_tells_of_the_change(
    visit: Visit, width: int, scheme: str
) -> None:
    article = wall()
    note = "Her office had the *first* report in **March**: see the minutes."
    annotation = mark(article, owner(), QUOTE, note)
    share = services.share(annotation)
    change(article)
    stranger = visit(width=width, javascript=False)
    stranger.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    stranger.go(share.get_absolute_url().partition("#")[0])
    page = stranger.page
    expect(page.locator(".shared-words")).to_contain_text("it looked away")
    expect(page.locator(".shared-speaker")).to_have_text("Ilse Tamm")
    state = page.locator(".shared-card .passage-state")
    expect(state).to_contain_text("The outlet changed this sentence, seen on 3 May 2026")
    expect(state.locator("del")).to_contain_text("looked away")
    expect(state.locator("ins")).to_contain_text("did not act in time")
    expect(page.locator("#passage").first).to_contain_text("The ministry was warned")
    assert wrong(stranger) == []
    whole_picture(stranger, f"shared-passage-{width}-{scheme}")
    page.get_by_role("link", name="Read it in its place").click()
    expect(page.locator("#passage").first).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_shared_collection_reads_like_a_dossier(visit: Visit, width: int, scheme: str) -> None:
    by = owner()
    share = share_services.share_collection(dossier(by), by)
    stranger = visit(width=width, javascript=False)
    stranger.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    stranger.go(share.get_absolute_url())
    page = stranger.page
    expect(page.locator("h1")).to_have_text("Who was warned about the harbour wall?")
    expect(page.locator(".dossier-passage")).to_have_count(3)
    expect(page.locator(".fact-check")).to_contain_text("claimed by Oskar Lind")
    assert wrong(stranger) == []
    whole_picture(stranger, f"collection-{width}-{scheme}")
    if width == 1280 and scheme == "light":
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 700, "height": 1000})
        expect(page.locator(".masthead")).to_be_hidden()
        expect(page.locator(".share-tools")).to_be_hidden()
        whole_picture(stranger, "collection-print")


@pytest.mark.parametrize("width", [390, 1280])
def test_an_article_is_shared_with_notes_through_plain_forms(
    signed_in: object, visit: Visit, width: int
) -> None:
    by, article = owner(), wall()
    mark(article, by, QUOTE, "The one to show")
    mark(article, by, "voted 12-9 on Tuesday", "Not for others")
    reader = visit(width=width, javascript=False)
    reader.become(by)
    reader.go(article.get_absolute_url())
    page = reader.page
    page.get_by_role("link", name="Share the article with notes").click()
    page.get_by_role("checkbox", name="The one to show").check()
    page.get_by_label("The link opens").select_option("30")
    assert wrong(reader) == []
    whole_picture(reader, f"choose-notes-{width}")
    page.get_by_role("button", name="Make the link").click()
    expect(page.locator(".link:target")).to_contain_text("Article with 1 note")
    expect(page.locator(".link:target")).to_contain_text("opens until")
    assert wrong(reader) == []
    whole_picture(reader, f"my-links-{width}")
    link = page.get_by_label("Link for others").input_value()
    change(article)

    stranger = visit(width=width, javascript=False)
    stranger.page.goto(link)
    expect(stranger.page.locator(".passage-note")).to_have_count(1)
    expect(stranger.page.locator("main")).to_contain_text("The one to show")
    expect(stranger.page.locator("main")).not_to_contain_text("Not for others")
    assert wrong(stranger) == []
    whole_picture(stranger, f"shared-article-{width}")

    page.get_by_role("button", name="Revoke link").click()
    visit.expected.append("410")
    stranger.page.goto(link)
    expect(stranger.page.locator("h1")).to_have_text("This link no longer opens")


def test_copying_gives_the_text_that_the_link_leads_to(visit: Visit) -> None:
    share = services.share(mark(wall(), owner(), QUOTE))
    stranger = visit()
    stranger.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visit.url)
    stranger.go(share.get_absolute_url())
    button = stranger.page.get_by_role("button", name="Copy as Markdown")
    button.click()
    expect(stranger.page.get_by_text("Copied")).to_be_visible()
    copied = stranger.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("> “The ministry was warned") and share.token in copied


class Elsewhere(BaseHTTPRequestHandler):
    """Another site: a page that frames a link, and one that carries an article."""

    pages: dict[str, str] = {}

    def do_GET(self) -> None:
        body = self.pages.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere():
    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    Thread(target=server.serve_forever, daemon=True).start()
    Elsewhere.pages = {"/favicon.ico": " "}
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_passage_is_embedded_on_another_site(visit: Visit, elsewhere: str, scheme: str) -> None:
    article = wall()
    share = services.share(mark(article, owner(), QUOTE, "Her office had the *first* report."))
    change(article)
    visitor = visit(width=700, height=560)
    visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    data = visitor.context.request.get(
        f"{visit.url}/oembed/", params={"url": f"{visit.url}/s/{share.token}/"}
    ).json()
    Elsewhere.pages["/"] = f"<!doctype html><title>A blog</title><p>Look:</p>{data['html']}"
    visitor.page.goto(f"{elsewhere}/")
    frame = visitor.page.frame_locator("iframe")
    expect(frame.locator(".embed-words")).to_contain_text("The ministry was warned")
    expect(frame.locator(".embed-change")).to_contain_text("3 May 2026")
    # The style sheet came through, although the frame has no origin of its own.
    weight = frame.locator(".embed-change").evaluate("one => getComputedStyle(one).fontWeight")
    assert weight == "600"
    assert visitor.context.cookies() == []
    visitor.picture(f"embedded-{scheme}")


def test_a_publishers_page_opens_at_the_words_and_not_at_their_like(
    visit: Visit, elsewhere: str
) -> None:
    gap = "".join(f"<p>Filler {n}, with commas - and dashes & more.</p>" for n in range(80))
    text = "Lind said no, half-time & all.\n\nTamm said no, half-time & all."
    Elsewhere.pages["/news"] = (
        "<!doctype html><title>News</title><p>Lind said no, half-time &amp; all.</p>"
        f"{gap}<p id=there>Tamm said <b>no</b>, half-time &amp; all.</p>{gap}"
    )
    start = text.rindex("said no")
    visitor = visit(javascript=False)
    visitor.page.goto(fragment_url(f"{elsewhere}/news", text, start, len(text)))
    expect(visitor.page.locator("#there")).to_be_in_viewport()


# --- Editing a collection -----------------------------------------------------------------


@pytest.mark.parametrize("width", [390, 1280])
def test_steps_are_moved_by_keyboard_and_by_dragging(visit: Visit, width: int) -> None:
    by = owner()
    made = dossier(by)
    visitor = visit(width=width, height=900)
    visitor.become(by)
    visitor.go(f"{made.get_absolute_url()}edit/")
    page = visitor.page
    words = page.locator(".step-words")
    expect(words.nth(1)).to_contain_text("The ministry")
    assert wrong(visitor) == []
    whole_picture(visitor, f"edit-collection-{width}")

    down = page.get_by_role("button", name="Move step 1 down")
    down.focus()
    page.keyboard.press("Enter")
    expect(words.nth(0)).to_contain_text("The ministry")
    expect(down).to_be_focused()
    expect(page.locator("desk-announcer")).to_have_text("Moved to place 2 of 3")
    page.keyboard.press("Enter")
    # At the end there is only one way left.
    expect(page.get_by_role("button", name="Move step 1 up")).to_be_focused()
    expect(words.nth(2)).to_contain_text("voted 12-9")

    handle, goal = page.locator(".step-handle").nth(2), page.locator(".step").nth(0)
    handle.scroll_into_view_if_needed()
    goal.scroll_into_view_if_needed()
    grip = handle.bounding_box()
    assert grip
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    there = goal.bounding_box()
    assert there
    page.mouse.move(grip["x"] + 10, there["y"] + 2, steps=12)
    page.mouse.up()
    expect(words.nth(0)).to_contain_text("voted 12-9")
    page.locator("textarea.step-text").nth(0).fill("Moved to the top.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator(".dossier-passage").first).to_contain_text("voted 12-9")
    assert next(item.text for item in made.items.all()) == "Moved to the top."


def test_two_who_edit_see_each_others_words(visit: Visit) -> None:
    by, mate = owner(), makers.reader("mate")
    made = dossier(by)
    group = Group.objects.create(name="The desk")
    Membership.objects.create(group=group, user=by, role="owner")
    Membership.objects.create(group=group, user=mate, role="member")
    collection_services.show_to(made, "group", group, by)
    mine, theirs = visit(javascript=False), visit(javascript=False)
    for visitor, user in ((mine, by), (theirs, mate)):
        visitor.become(user)
        visitor.go(f"{made.get_absolute_url()}edit/")
    theirs.page.locator("textarea.step-text").nth(2).fill("### What he says now")
    theirs.page.get_by_role("button", name="Save", exact=True).last.click()
    mine.page.locator("textarea.step-text").nth(2).fill("### What the senator said then")
    visit.expected.append("409")
    mine.page.get_by_role("button", name="Save", exact=True).last.click()
    expect(mine.page.get_by_role("alert")).to_contain_text("nothing is lost")
    expect(mine.page.locator(".difference ins").first).to_be_visible()
    expect(mine.page.locator("textarea.step-text").nth(2)).to_have_value(
        "### What the senator said then"
    )
    assert wrong(mine) == []
    whole_picture(mine, "collection-conflict")
    mine.page.get_by_role("button", name="Save", exact=True).last.click()
    expect(mine.page.locator("h1")).to_have_text("Who was warned about the harbour wall?")
    assert [item.text for item in made.items.all()][2] == "### What the senator said then"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_around_collections_are_named_and_large_enough_to_touch(
    visit: Visit, width: int
) -> None:
    by = owner()
    made = dossier(by)
    other = collection_services.create(makers.reader("lea"), title="All votes of the spring")
    collection_services.show_to(other, "public", None, other.owner)
    annotation = Annotation.objects.filter(author=by)[0]
    mark(annotation.article, by, "in the autumn", "Still to be sorted in")
    share = services.share(annotation)
    share_services.set_expiry(share, datetime.now(UTC) + timedelta(days=3))
    visitor = visit(width=width)
    visitor.become(by)
    problems = []
    for name, path in [
        ("collections", "/collections/"),
        ("collection-new", "/collections/new/"),
        ("collection-own", made.get_absolute_url()),
        ("collection-add", f"{made.get_absolute_url()}add/"),
        ("collection-delete", f"{made.get_absolute_url()}delete/"),
        ("collect", f"/annotations/{annotation.pk}/collect/"),
        ("shares", "/shares/"),
        ("expiry", f"/shares/{share.pk}/expiry/"),
        ("notes", "/notes/"),
    ]:
        visitor.go(path)
        problems += [f"{path} {found}" for found in wrong(visitor)]
        whole_picture(visitor, f"{name}-{width}")
    assert problems == []
