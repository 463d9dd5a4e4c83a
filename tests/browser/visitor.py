"""People at the desk: a browser profile each, watched for whatever its pages complain of."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
)

from readers.models import User

LOOPBACK = {"localhost", "127.0.0.1", ""}

#: A DOM range over words of the article. The walk is this file's own: what the page's script
#: makes of a selection is what the tests are about.
RANGE = """
function rangeOver(words) {
  for (const block of document.querySelectorAll(".article-body [data-start]")) {
    const at = block.textContent.indexOf(words);
    if (at >= 0) return rangeIn(block, at, at + words.length);
  }
  throw new Error("not on the page: " + words);
}
function rangeIn(block, from, to) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let passed = 0, begun = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.data.length;
    if (!begun && from < passed + length) {
      range.setStart(node, from - passed);
      begun = true;
    }
    if (begun && to <= passed + length) {
      range.setEnd(node, to - passed);
      return range;
    }
    passed += length;
  }
  throw new Error("the block is shorter than that");
}
"""


@dataclass
class Visitor:
    """One profile with one page."""

    context: BrowserContext
    page: Page
    url: str

    def go(self, path: str) -> None:
        """Open a page of the desk and wait until its scripts have run."""
        self.page.goto(self.url + path, wait_until="load")

    def become(self, user: User) -> None:
        """Sign in without the form."""
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": self.url}
        self.context.add_cookies([cookie])  # type: ignore[list-item]

    def drag_over(self, words: str) -> None:
        """Select words with the mouse, from their first letter's edge to their last one's."""
        self.page.wait_for_load_state("load")
        first, last = self.page.evaluate(
            f"""async (words) => {{ {RANGE}
              const range = rangeOver(words);
              range.startContainer.parentElement.scrollIntoView(
                {{ block: "center", behavior: "instant" }});
              // What moves with the page (notes, speakers' names) comes to rest first.
              for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
              const lines = [...range.getClientRects()].filter((line) => line.width > 0);
              const box = ({{ left, right, top, bottom }}) => ({{ left, right, top, bottom }});
              return [box(lines[0]), box(lines.at(-1))]; }}""",
            words,
        )
        mouse = self.page.mouse
        mouse.move(first["left"] + 0.5, (first["top"] + first["bottom"]) / 2)
        mouse.down()
        mouse.move(last["right"] - 0.5, (last["top"] + last["bottom"]) / 2, steps=6)
        mouse.up()

    def select(self, words: str) -> None:
        """Select words as a finger held on them does: no mouse, only the selection changes."""
        self.page.evaluate(
            f"""(words) => {{ {RANGE}
              const range = rangeOver(words);
              range.startContainer.parentElement.scrollIntoView(
                {{ block: "center", behavior: "instant" }});
              const selection = getSelection();
              selection.removeAllRanges();
              selection.addRange(range); }}""",
            words,
        )

    def selected(self) -> str:
        """The words that are selected."""
        return str(self.page.evaluate("getSelection().toString()"))

    @property
    def bar(self) -> Locator:
        """The toolbar at the selected words."""
        return self.page.locator("mark-bar")

    def marks(self, words: str) -> Locator:
        """Highlights that hold these words."""
        return self.page.locator("#article-body mark.hl", has_text=words)

    def marked_words(self) -> dict[str, str]:
        """The words of each highlight on the page, all its pieces joined, by its id."""
        told: dict[str, str] = self.page.evaluate(
            """() => {
              const words = {};
              for (const piece of document.querySelectorAll("#article-body mark.hl"))
                words[piece.dataset.annotation] =
                  (words[piece.dataset.annotation] ?? "") + piece.textContent;
              return words; }"""
        )
        return told

    def scrolls_sideways(self) -> bool:
        """Whether the page is wider than the window."""
        return bool(
            self.page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
        )

    def picture(self, name: str) -> None:
        """Keep a picture of the window, if a folder for them is named."""
        folder = os.environ.get("NEWSDESK_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png")


@dataclass
class Visit:
    """Opens profiles, and remembers what went wrong in any of them."""

    browser: Browser
    url: str
    visitors: list[Visitor] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    #: Console messages a test expects, such as that of a page answered with 410.
    expected: list[str] = field(default_factory=list)

    def __call__(
        self,
        *,
        width: int = 1280,
        height: int = 800,
        javascript: bool = True,
        touch: bool = False,
    ) -> Visitor:
        """Open a profile of its own."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            has_touch=touch,
            is_mobile=touch,
            device_scale_factor=1,
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.problems.append(f"page error: {error.error}"))
        context.on("request", self._asked)
        visitor = Visitor(context, context.new_page(), self.url)
        self.visitors.append(visitor)
        return visitor

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type != "error" and "Security Policy" not in message.text:
            return
        if not any(re.search(pattern, message.text) for pattern in self.expected):
            self.problems.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in LOOPBACK:
            self.problems.append(f"asked for {request.url}")

    def listen(self) -> None:
        """Take in what pages said last: it arrives before the answer to a later question."""
        for visitor in self.visitors:
            with contextlib.suppress(Error):  # a page on its way to another has no answer
                visitor.page.evaluate("0")

    def close(self) -> None:
        """Close every profile, so that nothing polls the desk any more."""
        for visitor in self.visitors:
            visitor.context.close()
