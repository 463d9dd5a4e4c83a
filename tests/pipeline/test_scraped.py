from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from articles.pipeline.extraction import UnreadableArticle
from articles.pipeline.scraped import read_scraped

P1 = (
    "The council of Port Almery voted on Monday to close the old harbour bridge, "
    "ending a dispute that has run for nearly eleven years."
)
P2 = "“We are done waiting,” said Mayor Ilse Brandvoort, who opened the session."
P3 = "The work is due to begin in June and will cost 40 million crowns."
BODY = [P1, P2, P3]
TITLE = "Port Almery Votes to Close Its Old Harbour Bridge"


@dataclass(frozen=True)
class Case:
    name: str
    text: str
    headline: str = TITLE
    bylines: tuple[str, ...] = ("Jane Doe",)
    published: str | None = "2024-03-03"
    updated: str | None = None
    section: str | None = None
    credit: str | None = None
    body: tuple[str, ...] = tuple(BODY)


def page(*head: str, body: list[str] = BODY, tail: tuple[str, ...] = ()) -> str:
    return "\n\n".join(["\n".join(head), *body, *tail])


CASES = [
    Case("name and date on lines of their own", page(TITLE, "Jane Doe", "March 3, 2024")),
    Case("a byline with by", page(TITLE, "By Jane Doe", "3 March 2024")),
    Case(
        "byline, date and time on one line",
        page(TITLE, "Jane Doe | March 3, 2024 4:05 PM"),
        published="2024-03-03T16:05:00Z",
    ),
    Case(
        "two writers with roles",
        page(TITLE, "By Jane Doe and Paul Roe, Staff Writers", "March 3, 2024"),
        bylines=("Jane Doe", "Paul Roe"),
    ),
    Case(
        "published and updated on one line",
        page(TITLE, "By Jane Doe", "Published March 3, 2024 | Updated March 4, 2024"),
        updated="2024-03-04",
    ),
    Case(
        "an updated line with a zone",
        page(TITLE, "By Jane Doe", "March 3, 2024", "Updated: March 4, 2024, 9:30 a.m. ET"),
        updated="2024-03-04T09:30:00-05:00",
    ),
    Case(
        "navigation, crumbs and share buttons",
        page(
            "Skip to main content",
            "Home News Politics Opinion Sport Subscribe Log in",
            "Home > Politics",
            TITLE,
            "By Jane Doe",
            "March 3, 2024",
            "Share Tweet Email",
            "Facebook Twitter WhatsApp",
            "3 min read",
        ),
        section="Politics",
    ),
    Case(
        "a standfirst above the byline",
        page(
            TITLE,
            "After eleven years of quarrels, the span is to be taken down this summer.",
            "By Jane Doe",
            "March 3, 2024",
        ),
    ),
    Case(
        "advertisements and links between paragraphs",
        page(
            TITLE,
            "By Jane Doe",
            "March 3, 2024",
            body=[
                P1,
                "Advertisement",
                "Read more: Five bridges that fell",
                P2,
                "Related",
                "Why the harbour silts up",
                "The island that voted twice",
                "Story continues below advertisement",
                P3,
            ],
        ),
    ),
    Case(
        "newsletter, biography and copyright at the end",
        page(
            TITLE,
            "By Jane Doe",
            "March 3, 2024",
            tail=(
                "Sign up for our newsletter to get the day's stories in your inbox.",
                "Jane Doe is a reporter covering the coast.",
                "© 2024 The Almery Courier. All rights reserved.",
                "Most Read",
                "A dog that swam to the island and came back.",
            ),
        ),
    ),
    Case(
        "picture credits in head and body",
        page(
            TITLE,
            "By Jane Doe",
            "March 3, 2024",
            "Photo: Anna Kvist/Almery Courier",
            body=[P1, "The bridge at dusk. (Photo by Otto Renn/Getty Images)", P2, P3],
        ),
        credit="Anna Kvist/Almery Courier",
    ),
    Case(
        "single line ends between paragraphs",
        "\n".join([TITLE, "By Jane Doe", "March 3, 2024", *BODY]),
    ),
    Case(
        "Windows line ends and a byte order mark",
        "\ufeff" + page(TITLE, "By Jane Doe", "March 3, 2024").replace("\n", "\r\n"),
    ),
    Case(
        "lines wrapped at a fixed width",
        page(
            TITLE,
            "By Jane Doe",
            "March 3, 2024",
            body=[
                "The council of Port Almery voted on Monday to close the old\n"
                "harbour bridge, ending a dispute that has run for nearly\neleven years.",
                P2,
                P3,
            ],
        ),
    ),
    Case("only a body", "\n\n".join(BODY), headline="", bylines=(), published=None),
    Case("headline and body only", page(TITLE), bylines=(), published=None),
    Case(
        "a stamped teaser of another story",
        page(
            " date 2024-03-05 Why the Ferry Master Woke Up and Chose to Sail Against the Wi...",
            "Tidings",
            "",
            TITLE,
            "",
            "Jane Doe",
            "March 3, 2024",
        ),
        section="Tidings",
    ),
    Case(
        "the stamp's date where the article gives none",
        page("date 2024-03-05 Why the Ferry Master Woke Up...", TITLE, "Jane Doe"),
        published="2024-03-05",
    ),
    Case(
        "a subheading stays as a heading",
        page(TITLE, "By Jane Doe", "March 3, 2024", body=[P1, "What happens next", P2, P3]),
        body=(P1, "What happens next", P2, P3),
    ),
    Case(
        "a headline that asks",
        page("Will Port Almery Really Close Its Bridge?", "By Jane Doe", "March 3, 2024"),
        headline="Will Port Almery Really Close Its Bridge?",
    ),
    Case(
        "an agency signs where nobody does",
        page(TITLE, "The Associated Press", "March 3, 2024"),
        bylines=("The Associated Press",),
    ),
    Case(
        "character references left over",
        page(TITLE.replace("Old", "&quot;Old&quot;"), "By Jane Doe", "March 3, 2024"),
        headline='Port Almery Votes to Close Its "Old" Harbour Bridge',
    ),
    Case(
        "a name in capitals",
        page(TITLE, "By JANE DOE", "March 3, 2024"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_scraped_text_gives_the_article_and_nothing_else(case: Case) -> None:
    found = read_scraped(case.text).to_json()

    assert found["text"].split("\n\n") == list(case.body)
    assert (found["title"] or "") == case.headline
    assert tuple(found["bylines"]) == case.bylines
    assert (found["published"], found["updated"]) == (case.published, case.updated)
    assert found["section"] == case.section
    assert (found["image"] or {}).get("credit") == case.credit


@pytest.mark.parametrize("text", ["", " \n\n ", "Advertisement\n\nShare", "© 2024 Almery Courier"])
def test_text_without_an_article_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(UnreadableArticle, match=r"^No article text was found.*\.$"):
        read_scraped(text)


def test_a_missing_part_is_said_in_the_warnings() -> None:
    warnings = read_scraped("\n\n".join(BODY)).warnings

    assert "No headline was found." in warnings
    assert "No date was found." in warnings


def test_the_real_scraped_article_reads_perfectly(seed_file: Path) -> None:
    found = read_scraped(seed_file.read_text(encoding="utf-8"))

    assert found.headline == "Trump and Putin Set for Key Talks This Week as Peace Agreement Looms"
    assert found.bylines == ("Sarah Arnold",)
    assert found.to_json()["published"] == "2025-03-16"
    assert found.section == "Tipsheet"
    assert found.image is not None
    assert found.image.credit == "AP Photo/Pablo Martinez Monsivais, File"
    paragraphs = found.document.text.split("\n\n")
    assert len(paragraphs) == 8
    assert paragraphs[0].startswith("President Donald Trump and Russian President")
    assert paragraphs[-1].endswith("pushing back on Macron’s comments.")
    assert "Tipsheet" not in found.document.text
    assert "Sinema" not in found.document.text
    assert found.warnings == ()
