from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text.document import Block, Document, DocumentBuilder, Inline, Run
from articles.text.marks import safe_href
from articles.text.normal import flow
from articles.text.render import (
    MAX_DEPTH,
    Mark,
    render_blocks,
    render_excerpt,
    render_groups,
)


class Balance(HTMLParser):
    """Collects text and checks that every element is closed by its own end tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        assert not (tag == "a" and "a" in self.open)
        self.open.append(tag)
        self.tags.append((tag, dict(attrs)))
        self.depth = max(self.depth, len(self.open))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def parsed(html: str) -> Balance:
    parser = Balance()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


def inner(text: str, *marks: Mark) -> str:
    return render_blocks(Document.from_paragraphs([text]), marks)[0].html


def test_a_block_carries_its_index_and_offset() -> None:
    first, second = render_blocks(Document.from_paragraphs(["One.", "Two & <b>."]))
    assert first.outer() == '<p id="b0" data-start="0">One.</p>'
    assert second.outer() == '<p id="b1" data-start="6">Two &amp; &lt;b&gt;.</p>'
    assert (second.start, second.end, second.kind) == (6, 16, "paragraph")


@pytest.mark.parametrize(
    ("kind", "attrs", "expected"),
    [
        (Block.HEADING, {"level": "3"}, '<h3 id="b0" data-start="0">x</h3>'),
        (Block.HEADING, {"level": "1"}, '<h2 id="b0" data-start="0">x</h2>'),
        (Block.HEADING, {"level": "9"}, '<h6 id="b0" data-start="0">x</h6>'),
        (Block.HEADING, {"level": "2><script>"}, '<h2 id="b0" data-start="0">x</h2>'),
        (Block.CAPTION, {}, '<p id="b0" data-start="0" class="caption">x</p>'),
        (Block.TABLE_ROW, {}, '<p id="b0" data-start="0" class="table-row">x</p>'),
        (Block.PREFORMATTED, {}, '<pre id="b0" data-start="0">x</pre>'),
        (Block.QUOTE, {}, '<blockquote><p id="b0" data-start="0">x</p></blockquote>'),
        (Block.LIST_ITEM, {"list": "ol"}, '<ol><li id="b0" data-start="0">x</li></ol>'),
        (Block.LIST_ITEM, {"list": "dl"}, '<ul><li id="b0" data-start="0">x</li></ul>'),
    ],
)
def test_each_kind_of_block_has_its_element(
    kind: Block, attrs: dict[str, str], expected: str
) -> None:
    builder = DocumentBuilder()
    builder.add_block(kind, [Run("x")], attrs)
    assert "".join(group.outer() for group in render_groups(builder.build())) == expected


def test_neighbouring_items_share_a_list_and_deeper_ones_stay_in_it() -> None:
    builder = DocumentBuilder()
    for kind, attrs in [
        (Block.LIST_ITEM, {"list": "ul", "depth": "1"}),
        (Block.LIST_ITEM, {"list": "ol", "depth": "2"}),
        (Block.LIST_ITEM, {"list": "ul", "depth": "1"}),
        (Block.LIST_ITEM, {"list": "ol", "depth": "1"}),
        (Block.PARAGRAPH, {}),
        (Block.QUOTE, {}),
        (Block.QUOTE, {}),
    ]:
        builder.add_block(kind, [Run("x")], attrs)
    groups = render_groups(builder.build())
    assert [(group.tag, len(group.blocks)) for group in groups] == [
        ("ul", 3),
        ("ol", 1),
        ("", 1),
        ("blockquote", 2),
    ]
    assert ("data-depth", "2") in groups[0].blocks[1].attrs


def test_crossing_marks_are_parted_into_nested_pieces() -> None:
    html = inner(
        "abcdef",
        Mark(0, 4, "mark", (("id", "m1"),)),
        Mark(2, 6, "mark", (("id", "m2"),)),
    )
    assert html == (
        '<mark id="m1" data-first data-last>ab<mark id="m2" data-first>cd</mark></mark>'
        "<mark data-last>ef</mark>"
    )


def test_a_lower_rank_stands_outside_even_if_it_starts_later() -> None:
    html = inner("abcd", Mark(0, 4, "em"), Mark(1, 3, "a", (("href", "/x"),), rank=-1))
    assert html == (
        '<em data-first>a</em><a href="/x" data-first data-last><em>bc</em></a><em data-last>d</em>'
    )


def test_a_mark_over_two_blocks_is_cut_and_keeps_one_id() -> None:
    document = Document.from_paragraphs(["abc", "def", "ghi"])
    first, second, third = render_blocks(document, [Mark(1, 9, "mark", (("id", "m"),))])
    assert first.html == 'a<mark id="m" data-first>bc</mark>'
    assert second.html == "<mark data-last>def</mark>"
    assert third.html == "ghi"


def test_empty_and_outlying_marks_draw_nothing() -> None:
    marks = [Mark(2, 2, "mark"), Mark(3, 1, "mark"), Mark(-5, 0, "mark"), Mark(90, 99, "mark")]
    assert inner("abc", *marks) == "abc"


def test_a_mark_on_the_blank_line_alone_draws_nothing() -> None:
    blocks = render_blocks(Document.from_paragraphs(["abc", "def"]), [Mark(3, 5, "mark")])
    assert [block.html for block in blocks] == ["abc", "def"]


def test_a_link_in_a_link_is_left_out() -> None:
    outer = Mark(0, 4, "a", (("href", "/out"),))
    assert inner("abcd", outer, Mark(1, 2, "a", (("href", "/in"),))).count("<a ") == 1


def test_the_source_links_outside_highlights_and_emphasis_inside() -> None:
    builder = DocumentBuilder()
    link = (Inline.LINK, {"href": "https://example.org/?a=1&b=2"})
    builder.add_block(Block.PARAGRAPH, [Run("ab", (link, (Inline.EMPHASIS, {}))), Run("cd")])
    assert render_blocks(builder.build(), [Mark(1, 4, "mark")])[0].html == (
        '<a href="https://example.org/?a=1&amp;b=2" rel="nofollow noopener noreferrer external"'
        " data-first data-last><em data-first>a</em>"
        "<mark data-first><em data-last>b</em></mark></a><mark data-last>cd</mark>"
    )


def test_a_source_link_to_an_unsafe_address_is_plain_words() -> None:
    builder = DocumentBuilder()
    builder.add_block(Block.PARAGRAPH, [Run("ab", ((Inline.LINK, {"href": "javascript:x"}),))])
    assert render_blocks(builder.build())[0].html == "ab"


@pytest.mark.parametrize(
    ("href", "safe"),
    [
        ("https://example.org/a", True),
        ("HTTP://example.org", True),
        ("mailto:a@example.org", True),
        ("/articles/1", True),
        ("/", True),
        ("#b3", True),
        (" https://example.org ", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("vbscript:x", False),
        ("//elsewhere.example", False),
        ("/\\elsewhere.example", False),
        ("/\t/elsewhere.example", False),
        ("https:elsewhere", False),
        ("articles/1", False),
        ("", False),
    ],
)
def test_only_safe_addresses_are_linked(href: str, safe: bool) -> None:
    assert (safe_href(href) is not None) is safe
    assert ("href" in inner("x", Mark(0, 1, "a", (("href", href),)))) is safe


def test_attributes_off_the_list_are_left_out() -> None:
    attrs = (
        ("onclick", "x()"),
        ("style", "color:red"),
        ("data-hx-get", "/x"),
        ('class="x" onload', "y"),
        ("data-first", "no"),
        ("class", 'a" onload="x'),
        ("class", "second"),
        ("data-note", "<script>"),
        ("aria-label", "it's"),
    )
    assert inner("x", Mark(0, 1, "mark", attrs)) == (
        '<mark class="a&quot; onload=&quot;x" data-note="&lt;script&gt;"'
        ' aria-label="it&#x27;s" data-first data-last>x</mark>'
    )


def test_a_tag_off_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="script"):
        Mark(0, 1, "script")


def test_a_block_in_a_right_to_left_script_says_so() -> None:
    hebrew, latin = render_blocks(Document.from_paragraphs(["12 שלום world", "12 hello שלום"]))
    assert ("dir", "rtl") in hebrew.attrs
    assert "dir" not in dict(latin.attrs)


def test_an_excerpt_is_cut_between_words_within_the_passages_block() -> None:
    document = Document.from_paragraphs(["Before.", "one two three four five", "After."])
    start = document.text.index("three")
    excerpt = render_excerpt(document, start, start + 5, context=6)
    assert excerpt.cut_before
    assert excerpt.cut_after
    assert document.text[excerpt.start : excerpt.end] == "two three four"
    assert excerpt.blocks[0].outer() == (
        f'<p data-start="{start - 4}">two <mark data-first data-last>three</mark> four</p>'
    )


def test_an_excerpt_of_a_whole_short_block_is_not_cut() -> None:
    document = Document.from_paragraphs(["one two", "three"])
    excerpt = render_excerpt(document, 4, 11, marks=[Mark(4, 11, "em")])
    assert (excerpt.cut_before, excerpt.cut_after) == (False, False)
    assert [block.html for block in excerpt.blocks] == [
        "one <em data-first>two</em>",
        "<em data-last>th</em>ree",
    ]


@pytest.mark.parametrize(("start", "end"), [(3, 3), (-1, 2), (0, 99), (3, 5)])
def test_an_excerpt_of_nothing_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"no passage|between two blocks"):
        render_excerpt(Document.from_paragraphs(["abc", "def"]), start, end)


HOSTILE = st.text(st.sampled_from("ab \n<>&\"'`=/\\é\u0301\u200d😀שلا-;#x"), max_size=40)
ATTRS = st.lists(
    st.tuples(
        st.sampled_from(["id", "class", "href", "data-x", "onclick", "title", 'x"y', "style"]),
        st.one_of(HOSTILE, st.just("https://example.org/"), st.just("/a")),
    ),
    max_size=3,
).map(tuple)
MARKS = st.lists(
    st.builds(
        Mark,
        st.integers(-3, 130),
        st.integers(-3, 130),
        st.sampled_from(["a", "mark", "em", "strong", "code", "span", "ins", "del"]),
        ATTRS,
        st.integers(-2, 2),
    ),
    max_size=14,
)
RUNS = st.lists(
    st.builds(
        Run,
        HOSTILE,
        st.sampled_from([(), ((Inline.LINK, {"href": "/x"}),), ((Inline.LINK, {"href": '"'}),)]),
    ),
    max_size=4,
)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(list(Block)), RUNS), max_size=5), MARKS)
def test_any_marks_over_any_text_leave_the_text_and_nothing_else(blocks, marks) -> None:
    builder = DocumentBuilder()
    for kind, runs in blocks:
        builder.add_block(kind, runs)
    document = builder.build()
    rendered = render_blocks(document, marks)
    assert rendered == render_blocks(document, marks)
    for block in rendered:
        wanted = document.text[block.start : block.end]
        parser = parsed(block.outer())
        assert "".join(parser.words) == wanted
        # libxml2 keeps to its own tree rules; the words must come out the same.
        assert lxml.html.fragment_fromstring(block.outer()).text_content() == wanted
        for tag, attrs in parser.tags[1:]:
            assert tag in {"a", "mark", "em", "strong", "code", "span", "ins", "del"}
            assert set(attrs) <= {
                "id", "class", "href", "data-x", "title", "rel", "data-first", "data-last",
            }  # fmt: skip
            assert attrs.get("href") is None or re.match(r"https?://|/[^/]?|#", attrs["href"])


@settings(deadline=None, max_examples=200)
@given(st.lists(HOSTILE, min_size=1, max_size=4), MARKS)
def test_each_mark_covers_exactly_its_words(paragraphs, marks) -> None:
    document = Document.from_paragraphs(paragraphs)
    marks = [
        Mark(mark.start, mark.end, "mark", (("data-n", str(n)), ("id", f"m{n}")))
        for n, mark in enumerate(marks)
    ]
    covered: dict[str, list[int]] = {}
    ids: list[str] = []
    for block in render_blocks(document, marks):
        at = block.start
        for element in re.split(r"(<[^>]*>)", block.html):
            if element.startswith("<mark"):
                covered.setdefault("open", []).append(int(re.search(r'data-n="(\d+)"', element)[1]))
                ids += re.findall(r' id="(m\d+)"', element)
            elif element == "</mark>":
                covered["open"].pop()
            else:
                size = len("".join(parsed(element).words))
                for number in covered.get("open", []):
                    covered.setdefault(str(number), []).extend(range(at, at + size))
                at += size
    assert len(ids) == len(set(ids))
    inside = {at for block in document.blocks for at in range(block.start, block.end)}
    for number, mark in enumerate(marks):
        assert covered.get(str(number), []) == sorted(inside & set(range(mark.start, mark.end)))


def test_flowing_text_twice_changes_nothing_more() -> None:
    assert flow(flow(" a \n\n b ")) == flow(" a \n\n b ") == "a\nb"


def test_thousands_of_marks_take_under_a_second() -> None:
    document = Document.from_paragraphs(["word " * 100] * 200)
    size = len(document.text)
    marks = [Mark(n * 19 % size, n * 19 % size + 400, "mark") for n in range(5000)]
    began = time.perf_counter()
    rendered = render_blocks(document, marks)
    assert time.perf_counter() - began < 1.0
    assert max(parsed(block.html).depth for block in rendered) <= MAX_DEPTH


def test_marks_that_all_cross_stay_bounded() -> None:
    document = Document.from_paragraphs(["x" * 10_000])
    html = render_blocks(document, [Mark(n, 5000 + n, "mark") for n in range(5000)])[0].html
    parser = parsed(html)
    assert parser.depth == MAX_DEPTH
    assert len("".join(parser.words)) == 10_000
