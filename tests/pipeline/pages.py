"""Invented pages for the tests of extraction: a shell of an outlet around whatever is told."""

from __future__ import annotations

import json
from typing import Any

HEADLINE = "Council votes to close the harbour bridge"
URL = "https://www.courier.example/politics/harbour-bridge"

#: Paragraphs of an article, each long enough to be taken for one.
PROSE = (
    "The council of Port Almery voted on Monday to close the old bridge, ending a dispute that has "
    "run for nearly eleven years in the town and beyond it.",
    "Mayor Ilse Brandvoort opened the long session with a short speech about the harbour and the "
    "people who work there on every day of the year.",
    "The work is due to begin in June, and will cost forty million crowns, of which the town has "
    "to raise half by itself before the summer ends.",
    "Paul Roe, who has kept the ferry office since the spring, said that the boats would run every "
    "ten minutes from six in the morning until midnight.",
    "Nobody in the hall spoke against the plan, though three members of the council left before "
    "the vote and did not say why they had done so.",
    "The ministry has until the end of the month to object, and a spokesman said that it was "
    "reading the papers with the care that they deserve.",
)


def paragraphs(*texts: str) -> str:
    """The texts as paragraphs of HTML."""
    return "\n".join(f"<p>{text}</p>" for text in texts)


def page(
    body: str, head: str = "", *, linked: dict[str, Any] | None = None, around: str = ""
) -> str:
    """A page whose article element holds ``body``, with menus around it."""
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>' if linked else ""
    return f"""<!doctype html><html lang="en"><head><title>{HEADLINE} | Almery Courier</title>
<meta property="og:site_name" content="Almery Courier">{head}{script}</head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/politics">Politics</a></li></ul></nav>
</header><main>{around}<article><h1>{HEADLINE}</h1><div class="article-body">{body}</div></article>
</main><footer><p>© 2024 Almery Courier. All rights reserved.</p></footer></body></html>"""
