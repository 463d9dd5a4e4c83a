from __future__ import annotations

import pytest

from articles.pipeline.feed_types import ParsedEntry
from articles.pipeline.fullness import carries_full_text

SENTENCE = "The council of Port Almery voted on Monday to close the old harbour bridge at last."
PARAGRAPH = f"<p>{' '.join([SENTENCE] * 3)}</p>"
WHOLE = PARAGRAPH * 4
SUMMARY = f"<p>{SENTENCE}</p>"
JAPANESE = "<p>" + "市議会は月曜日、古い港の橋を閉鎖することを決めた。" * 10 + "</p>"

FULL = [
    ("a text of several paragraphs", WHOLE, SUMMARY),
    ("without a summary", WHOLE, ""),
    ("a quote at the end", WHOLE + "<p>“That,” she said, “is all.”</p>", SUMMARY),
    ("a line that WordPress adds",
     WHOLE + '<p>The post <a href="https://a.example/">Bridge…</a> appeared first on '
     '<a href="https://a.example/">Courier</a>.</p>', SUMMARY),
    ("one long paragraph", f"<p>{' '.join([SENTENCE] * 20)}</p>", SUMMARY),
    ("an ellipsis in the middle", "<p>Well … no. And so on...</p>" + WHOLE, SUMMARY),
    ("the words in the middle", "<p>She would not read more of it.</p>" + WHOLE, SUMMARY),
    ("a signature at the end", WHOLE + "<p>Jane Doe, Port Almery</p>", SUMMARY),
    ("headings and lists", "<h2>Why</h2>" + WHOLE + "<ul><li>It is old.</li><li>So.</li></ul>",
     SUMMARY),
    ("a script without spaces", JAPANESE * 2, "<p>市議会は月曜日</p>"),
    ("line breaks for paragraphs", "<br><br>".join([" ".join([SENTENCE] * 3)] * 4), SUMMARY),
]  # fmt: skip

CUT = [
    ("nothing", "", SUMMARY),
    ("the summary only", "", WHOLE),
    ("as long as the summary", WHOLE, WHOLE),
    ("hardly longer than the summary", WHOLE, PARAGRAPH * 3),
    ("too short", PARAGRAPH * 2, SUMMARY),
    ("pictures and captions only", f"<figcaption>{SENTENCE * 30}</figcaption>", SUMMARY),
    ("an ellipsis at the end", WHOLE + "<p>The mayor then went on to say …</p>", SUMMARY),
    ("dots at the end", WHOLE + "<p>The mayor then went on...</p>", SUMMARY),
    ("an ellipsis in brackets", WHOLE + "<p>The mayor then [&hellip;]</p>", SUMMARY),
    ("dots in brackets", WHOLE + "<p>The mayor then [...]</p>", SUMMARY),
    ("characters counted", WHOLE + "<p>The mayor then [+2351 chars]</p>", SUMMARY),
    ("read more", WHOLE + '<p><a href="https://a.example/">Read more</a></p>', SUMMARY),
    ("read more, after a sentence", WHOLE + "<p>So it went. Read more »</p>", SUMMARY),
    ("continue reading with a title",
     WHOLE + "<p>Continue reading Harbour bridge closes at last</p>", SUMMARY),
    ("continue reading at the outlet's", WHOLE + "<p>Continue reading at courier.example.</p>",
     SUMMARY),
    ("read the full story", WHOLE + "<p>Read the full story here.</p>", SUMMARY),
    ("in German", WHOLE + "<p>Weiterlesen</p>", SUMMARY),
    ("in French", WHOLE + "<p>Lire la suite…</p>", SUMMARY),
    ("in Spanish", WHOLE + "<p>Seguir leyendo</p>", SUMMARY),
    ("read more, and the line that WordPress adds",
     WHOLE + "<p>Read more</p><p>The post Bridge appeared first on Courier.</p>", SUMMARY),
    ("an ellipsis before the line that WordPress adds",
     WHOLE + "<p>The mayor […]</p><p>The post Bridge appeared first on Courier.</p>", SUMMARY),
    ("for subscribers", WHOLE + "<p>Subscribe to read the rest of this article.</p>", SUMMARY),
    ("for members", WHOLE + "<p>This post is for paid subscribers.</p>", SUMMARY),
    ("an end in a sentence", WHOLE + f"<p>{SENTENCE[:-9]}</p>", SUMMARY),
    ("an arrow", WHOLE + "<p>More on the bridge →</p>", SUMMARY),
    ("one paragraph of middle length", f"<p>{' '.join([SENTENCE] * 11)}</p>", SUMMARY),
    ("links only", '<ul>' + f'<li><a href="https://a.example/">{SENTENCE[:-1]}</a></li>' * 20
     + "</ul>", SUMMARY),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "summary", "full"),
    [(*case, True) for case in FULL] + [(*case, False) for case in CUT],
    ids=[case[0] for case in FULL + CUT],
)
def test_an_entry_is_taken_for_whole_only_where_everything_says_so(
    name: str, content: str, summary: str, full: bool
) -> None:
    entry = ParsedEntry("1", content_html=content, summary_html=summary)

    assert carries_full_text(entry) is full
