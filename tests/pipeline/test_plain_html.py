"""What goes past bleach is such that bleach would have changed nothing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.pipeline import sanitise
from articles.pipeline.plain_html import is_plain, unwrapped

BASE = "https://courier.example/a/"

PLAIN = [
    "Just words &amp; more.",
    "<p>One</p>\n<p>Two <em>three</em></p>",
    '<p><a href="https://a.example/?a=1&amp;b=2" target="_blank">x</a></p>',
    '<p><img src="/a.jpg" alt="&#8220;A&#8221;" /><br>b<br/></p>',
    '<div class="x"><ul><li>a<ul><li>b</li></ul></li></ul></div>',
    "<figure><figcaption>c</figcaption></figure><hr>",
]
NOT_PLAIN = [
    "<p>One",
    "One</p>",
    "<p>One<p>Two</p></p>",
    "<p><div>x</div></p>",
    "<em><p>x</p></em>",
    "<b><i>x</b></i>",
    "<a><a>x</a></a>",
    "<li>x</li>",
    "<ul>x<p>y</p></ul>",
    "<P>One</P>",
    "<p a=1>x</p>",
    "<p a='1'>x</p>",
    "<p a>x</p>",
    '<p a="1"b="2">x</p>',
    '<p a="<">x</p>',
    "<script>x</script>",
    "<style>x</style>",
    "<svg><p>x</p></svg>",
    "<math>x</math>",
    "<table><tr><td>x</td></tr></table>",
    "<pre>\n\nx</pre>",
    "<textarea>x</textarea>",
    "<noscript>x</noscript>",
    "<!-- x -->",
    "<![CDATA[x]]>",
    "<?x?>",
    "a < b",
    "a > b",
    "a & b",
    "&copy",
    "&#0;",
    "&#x41;",
    "&#150;",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" javascript:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<a href="//evil.example">x</a>',
    "<p/>x",
    "</p>",
    "<br></br>",
    "<p>x</p a>",
    "<b>" * 40 + "x" + "</b>" * 40,
]


@pytest.mark.parametrize("markup", PLAIN)
def test_plainly_written_html_is_told(markup: str) -> None:
    assert is_plain(markup)


@pytest.mark.parametrize("markup", NOT_PLAIN)
def test_whatever_could_be_misread_is_not_plain(markup: str) -> None:
    assert not is_plain(markup)
    assert not is_plain(f"<p>x</p>{markup}<p>y</p>")


def test_words_of_two_blocks_are_kept_apart() -> None:
    markup = '<div class="a">One</div><div>two<section>three</section></div><p>four</p>'

    assert sanitise.sanitise_html(markup).split() == ["One", "two", "three", "<p>four</p>"]


TEXT = st.text(st.sampled_from("ab \n\xa0é“”中\U0001f600;'\"=/-"), max_size=8) | st.sampled_from(
    ["&amp;", "&lt;", "&gt;", "&nbsp;", "&#8217;", "&#039;", "&quot;", "&lt;script&gt;", "&amp;lt;"]
)
ATTRIBUTE = st.sampled_from(
    ["", "", ' class="a b"', ' id="x"', ' style="color: red"', ' title="&quot;&lt;b&gt;"',
     ' href="/x"', ' href="https://a.example/?a=1&amp;b=é x"', ' href="#a"', ' onclick="x()"',
     ' href="mailto:a@b.example" href="https://second.example/"', '\n data-a="1"\n src="/x"',
     ' href="HTTPS://A.example/"', ' rel="opener"', ' href="javascript:x"', ' colspan="2"']
)  # fmt: skip
NAMES = st.sampled_from(
    ["p", "div", "a", "em", "strong", "b", "ul", "li", "h2", "blockquote", "span", "figure", "code",
     "section", "img", "br", "hr", "sup", "figcaption"]
)  # fmt: skip


def _element(name: str, attribute: str, inside: list[str]) -> str:
    if name in ("img", "br", "hr"):
        return f"<{name}{attribute}>" + "".join(inside)
    return f"<{name}{attribute}>{''.join(inside)}</{name}>"


MARKUP = st.recursive(
    TEXT,
    lambda inner: st.builds(_element, NAMES, ATTRIBUTE, st.lists(inner, max_size=4)),
    max_leaves=25,
)


@settings(max_examples=600, deadline=None)
@given(st.lists(MARKUP, max_size=4).map("".join))
def test_bleach_would_change_nothing_in_what_goes_past_it(markup: str) -> None:
    markup = sanitise.clean(markup)
    if not is_plain(markup) or "<" not in markup:
        return
    gate = sanitise._gate(BASE)

    through = gate.clean(sanitise._bleached(unwrapped(markup))).strip()
    assert sanitise.sanitise_html(markup, BASE) == through


@pytest.mark.parametrize(
    "markup",
    ["<" * 300_000, "<p " + 'a="b" ' * 50_000, "<p>" * 100_000, "&" * 300_000, '<p a="' * 50_000,
     "<" + "a" * 299_999, "<p " + " " * 299_000, '<a href="' * 30_000 + '">', "<p></p>" * 40_000],
)  # fmt: skip
def test_judging_takes_linear_time(markup: str) -> None:
    started = time.process_time()

    is_plain(markup)

    assert time.process_time() - started < 1
