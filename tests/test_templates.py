"""What must hold for every template, whoever wrote it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.base import Lexer, TokenType
from django.test import RequestFactory

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
EVERY = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
#: The samples' pages are what invented outlets publish, in English; the desk's own are not.
OURS = [name for name in EVERY if not name.startswith("samples/")]
SPOKEN = {"alt", "aria-label", "placeholder", "title", "label"}
VOID_OF_WORDS = {"script", "style"}


def source(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def html_of(text: str, *, variables: str) -> str:
    """The template's own HTML: tags and what is translated left out, variables replaced."""
    out, depth = [], 0
    for token in Lexer(text).tokenize():
        word = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if token.token_type is TokenType.BLOCK:
            if word in {"blocktranslate", "blocktrans", "comment"}:
                depth += 1
            elif word in {"endblocktranslate", "endblocktrans", "endcomment"}:
                depth -= 1
        elif depth == 0:
            if token.token_type is TokenType.TEXT:
                out.append(token.contents)
            elif token.token_type is TokenType.VAR:
                out.append(variables)
    return "".join(out)


class Walk(HTMLParser):
    """Collects what a page must not hold."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside: list[str] = []
        self.words: list[str] = []
        self.unsafe: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in VOID_OF_WORDS:
            self.inside.append(tag)
        if tag == "style" or "style" in told:
            self.unsafe.append(f"inline style on <{tag}>")
        if tag == "script" and "src" not in told:
            self.unsafe.append("inline script")
        for name, value in told.items():
            if name.startswith(("on", "hx-on", "data-hx-on")):
                self.unsafe.append(f"{name} on <{tag}>")
            if re.match(r"\s*(js|javascript):", value):
                self.unsafe.append(f"{value} in {name}")
            if name in SPOKEN and any(map(str.isalpha, value)):
                self.words.append(f"{name}={value!r}")

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside and any(map(str.isalpha, data)):
            self.words.append(" ".join(data.split()))


def walked(text: str, *, variables: str = "") -> Walk:
    walk = Walk()
    walk.feed(html_of(text, variables=variables))
    walk.close()
    return walk


@pytest.mark.parametrize("name", EVERY)
def test_every_template_compiles(name: str) -> None:
    engines["django"].get_template(name)


@pytest.mark.parametrize("name", EVERY)
def test_no_template_holds_inline_style_script_or_handlers(name: str) -> None:
    assert walked(source(name), variables="x").unsafe == []


@pytest.mark.parametrize("name", OURS)
def test_every_visible_word_can_be_translated(name: str) -> None:
    assert walked(source(name)).words == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>Bare</p>", ["Bare"]),
        ('<img alt="A bridge">', ["alt='A bridge'"]),
        ("<p>{% if x %}Sometimes{% endif %}</p>", ["Sometimes"]),
        ('<p title="{% translate "Told" %}">{% translate "Told" %}: {{ x }}</p>', []),
        ("{% blocktranslate %}Told <b>well</b>{% endblocktranslate %}", []),
    ],
)
def test_the_scanner_finds_words_outside_translations(text: str, words: list[str]) -> None:
    assert walked(text).words == words


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: {{ x }}">',
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<a onclick="x()">',
        '<div hx-on:click="x()">',
        """<div hx-vals="js:{a: 1}">""",
        '<a href="javascript:x()">',
    ],
)
def test_the_scanner_finds_what_the_security_policy_forbids(text: str) -> None:
    assert len(walked(text, variables="x").unsafe) == 1


@pytest.mark.parametrize("name", OURS)
def test_every_static_file_a_template_names_is_there(name: str) -> None:
    for path in re.findall(r"\{% static \"([^\"]+)\" %\}", source(name)):
        assert finders.find(path), path


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "410", "500"])
def test_error_pages_need_nothing_from_a_view(name: str) -> None:
    drawn = engines["django"].get_template(f"{name}.html").render({})
    assert drawn.count("<h1") == 1
    with_request = RequestFactory().get("/")
    assert "<h1" in engines["django"].get_template(f"{name}.html").render({}, with_request)


SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_short_and_import_what_is_there(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 150
    for imported in re.findall(r"^import .*?\"(.+?)\";$", text, re.MULTILINE):
        assert (path.parent / imported).is_file(), imported


COLOR = re.compile(r"#([0-9a-f]{6})\b")


def tokens() -> dict[str, str]:
    css = (ROOT / "static" / "css" / "tokens.css").read_text("utf-8")
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", css))


def resolved(name: str, scheme: int) -> tuple[float, ...]:
    """Red, green and blue, 0 to 1, of a token; ``scheme`` 0 is light, 1 dark."""
    value = tokens()[name]
    if value.startswith("light-dark("):
        value = value.removeprefix("light-dark(").removesuffix(")").split(", ")[scheme]
    if value.startswith("var(--"):
        return resolved(value[6:-1], scheme)
    found = COLOR.fullmatch(value)
    assert found, f"{name}: {value}"
    return tuple(int(found[1][at : at + 2], 16) / 255 for at in (0, 2, 4))


def luminance(color: tuple[float, ...]) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, scheme: int) -> float:
    low, high = sorted(luminance(resolved(name, scheme)) for name in (one, other))
    return (high + 0.05) / (low + 0.05)


PAIRS = [
    *((text, ground, 4.5)
      for text in ("color-text", "color-quiet", "color-accent", "color-quotation",
                   "color-danger", "color-good", "color-warn")
      for ground in ("color-page", "color-surface")),
    ("color-on-accent", "color-accent", 4.5),
    ("color-quiet", "color-sunken", 4.5),
    ("color-text", "color-accent-soft", 4.5),
    ("color-text", "color-found", 4.5),
    ("color-danger", "color-danger-soft", 4.5),
    ("color-good", "color-good-soft", 4.5),
    ("color-warn", "color-page", 4.5),
    ("color-text", "color-warn-soft", 4.5),
    ("color-edge", "color-surface", 3.0),
    ("color-accent", "color-page", 3.0),
    *((f"hl-{name}-line", "color-page", 3.0)
      for name in ("yellow", "green", "blue", "pink", "violet")),
]  # fmt: skip


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_colours_stand_out_as_wcag_asks(one: str, other: str, least: float, scheme: int) -> None:
    assert contrast(one, other, scheme) >= least
