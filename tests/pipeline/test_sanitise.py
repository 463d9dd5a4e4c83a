from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from articles.pipeline.sanitise import sanitise_html
from articles.pipeline.structure import html_to_document

BASE = "https://courier.example/a/"

CASES = [
    ("plain", "Ebb & flow", "Ebb &amp; flow"),
    ("paragraph", "<p class=x id=y style=z>One</p>", "<p>One</p>"),
    ("script with its words", "<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
    ("style with its words", "<style>p{}</style><p>a</p>", "<p>a</p>"),
    ("picture", "<p>a<img src=x onerror=alert(1)>b</p>", "<p>ab</p>"),
    ("unknown tag keeps its words", "<blink>a</blink>", "a"),
    ("comment", "a<!-- <b>x</b> -->b", "ab"),
    ("form", "<form><input value=x>a</form>", "a"),
]


@pytest.mark.parametrize(("name", "given", "kept"), CASES, ids=[case[0] for case in CASES])
def test_only_text_and_structure_stay(name: str, given: str, kept: str) -> None:
    assert sanitise_html(given, BASE) == kept


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("../b", "https://courier.example/b"),
        ("//c.example/", "https://c.example/"),
        ("mailto:desk@courier.example", "mailto:desk@courier.example"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("&#106;avascript:alert(1)", None),
        ("data:text/html,x", None),
        ("vbscript:x", None),
        ("ftp://a.example/x", None),
    ],
)
def test_links_are_absolute_and_of_three_kinds(href: str, kept: str | None) -> None:
    link = html.fragment_fromstring(sanitise_html(f'<a href="{href}">w</a>', BASE))

    assert link.text == "w"
    assert link.get("href") == kept


def _unsafe(markup: str) -> str | None:
    """What of ``markup`` a browser could act on, None if nothing."""
    root = html.document_fromstring(f"<body><div>{markup}</div>")
    for element in root.iter():
        names = set(element.keys()) - {"href", "rel", "colspan", "rowspan"}
        if element.tag in ("script", "style", "iframe", "svg", "object", "img", "form") or names:
            return f"{element.tag} {names}"
        href = element.get("href")
        if href is not None and not re.match(r"(?:https?|mailto):", href):
            return href
    return None


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=8),
            st.sampled_from(
                ["<", ">", "<svg>", "<math>", "<a href=", "javascript:", "<img src=x onerror=x>",
                 "<style>", "</style>", "<!--", "-->", "<p>", "<table>", "<template>", "\x00", "'",
                 '"', "<noscript>", "<xmp>", "<plaintext>", "&lt;script&gt;", "\ud800", "<select>"]
            ),
        ),
        max_size=30,
    ).map("".join)
)  # fmt: skip
def test_any_text_comes_out_safe_and_stable(markup: str) -> None:
    once = sanitise_html(markup, BASE)

    assert _unsafe(once) is None
    assert sanitise_html(once, BASE) == once


def test_known_injections_come_out_safe(shared: Path) -> None:
    file = shared / "data" / "xss" / "dev.jsonl"
    vectors = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    texts = [value for vector in vectors for value in vector.values() if isinstance(value, str)]

    failed = [text for text in texts if _unsafe(sanitise_html(text, BASE))]

    assert len(texts) > 900
    assert failed == []


@pytest.mark.parametrize(
    "markup",
    ["<div>" * 100_000, "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">w", "&" * 300_000],
    ids=["deep", "many attributes", "ampersands"],
)
def test_costly_markup_is_handled_quickly(markup: str) -> None:
    started = time.process_time()

    sanitise_html(markup, BASE)
    html_to_document(markup, BASE)

    assert time.process_time() - started < 2


def test_html_becomes_blocks_with_links_and_marks() -> None:
    document = html_to_document(
        '<h3>Vote</h3><p>The <a href="/b"><b>bridge</b></a> is\nshut.<br>Soon.</p>'
        "<ul><li>One<ol><li>Two</li></ol></li></ul><blockquote><p>So it is.</p></blockquote>"
        "<table><tr><th>Yes</th><td>12</td></tr></table>Loose<br><br>words",
        BASE,
    )

    assert document.text.split("\n\n") == [
        "Vote", "The bridge is shut.\nSoon.", "One", "Two", "So it is.", "Yes | 12", "Loose",
        "words",
    ]  # fmt: skip
    assert [str(block.kind) for block in document.blocks] == [
        "heading", "paragraph", "list_item", "list_item", "quote", "table_row", "paragraph",
        "paragraph",
    ]  # fmt: skip
    marked = {(span.kind, document.text[span.start : span.end]) for span in document.inlines}
    assert marked == {("link", "bridge"), ("strong", "bridge")}
    assert next(document.inlines).attrs == {"href": "https://courier.example/b"}
