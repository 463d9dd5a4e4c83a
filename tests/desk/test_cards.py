"""Pictures of quoted words: their sizes, what fits, which scripts, and how they are served."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from annotations import services
from annotations.cards import faces
from annotations.cards.draw import SIZES, THEMES, Card, digest, draw
from annotations.cards.faces import sans, serif, set_in
from annotations.cards.layout import clipped, fitted, measure
from annotations.models import Annotation, Share
from annotations.services import Selection, annotate
from tests import makers
from tests.makers import WORDS, reader

CARD = Card(
    words="We built the wall for this.",
    speaker="Ilse Tamm",
    source="Port Courier · 3 May 2026",
    note="She said the opposite in March.",
    note_by="Note by Olga",
    color="green",
    site="desk.example",
    unshown="These words cannot be shown.",
)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_a_card_has_its_size_and_its_theme(size: str, theme: str) -> None:
    image = opened(draw(CARD, size, theme))
    assert image.size == SIZES[size]
    corner = image.getpixel((3, 3))
    assert isinstance(corner, tuple)
    assert (sum(corner) > 600) == (theme == "light")


@pytest.mark.parametrize(
    "words", ["No.", "harbour wall " * 300, "x" * 2_000, "Zeile\n\nZeile zwei", "“" * 50, " "]
)
@pytest.mark.parametrize("size", SIZES)
def test_words_of_any_length_stay_within_the_margins(size: str, words: str) -> None:
    image = opened(draw(replace(CARD, words=words, note="n" * 600), size, "light"))
    width, height = image.size
    paper = image.getpixel((0, 0))
    for box in [(0, 0, 30, height), (width - 30, 0, width, height), (0, 0, width, 30)]:
        assert image.crop(box).getcolors(1_000_000) == [
            ((box[2] - box[0]) * (box[3] - box[1]), paper)
        ]


def test_long_words_shrink_first_and_are_then_cut_with_an_ellipsis() -> None:
    setting = set_in("harbour wall " * 40, serif())
    assert setting
    sizes = range(76, 24, -2)
    short = set_in("harbour wall", serif())
    assert short and fitted(short, 1000, 400, sizes).size == 76
    block = fitted(setting, 1000, 400, sizes)
    assert 24 < block.size < 76 and not block.is_cut
    endless = set_in("harbour wall " * 400, serif())
    assert endless
    cut = fitted(endless, 1000, 400, sizes)
    assert cut.is_cut and cut.lines[-1].endswith("…") and cut.height <= 400
    assert all(measure(cut.font, line) <= 1000 for line in cut.lines)


def test_words_are_parted_between_words_and_overlong_ones_anywhere() -> None:
    setting = set_in("The harbour " + "a" * 200, serif())
    assert setting
    block = clipped(setting, 400, 40, 99)
    assert block.lines[0] == "The harbour"
    assert "".join(block.lines[1:]) == "a" * 200


@pytest.mark.parametrize(
    ("text", "face"),
    [
        ("Château, Łódź, Ærø – “so”", "SourceSerifPro-Regular"),
        ("Порт откроется", "SourceSerifPro-Regular"),
        ("საპორტო", "FiraGO_Regular"),
        ("港口将于星期一", None),
        ("서울 시장", None),
        ("Tokyo (東京)", "SourceSerifPro-Regular"),
    ],
)
def test_a_text_is_set_in_a_face_that_has_its_letters(text: str, face: str | None) -> None:
    setting = set_in(text + " word" * (12 if "Tokyo" in text else 0), serif(), sans())
    assert (setting.face.name if setting else None) == face


def test_what_a_face_lacks_is_left_out_and_not_shown_as_a_box() -> None:
    setting = set_in("Nobody laughed. 🏛️", serif())
    assert setting and setting.text.strip() == "Nobody laughed."


@pytest.mark.parametrize("text", ["قال رئيس البلدية", "הנמל ייפתח"])
def test_right_to_left_words_begin_at_the_right_or_are_not_set_at_all(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if faces.can_shape():
        setting = set_in(text, serif(), sans())
        assert setting and setting.is_rtl and setting.face.name == "FiraGO_Regular"
    monkeypatch.setattr(faces, "can_shape", lambda: False)
    assert set_in(text, serif(), sans()) is None


def test_words_that_cannot_be_set_give_way_to_a_sentence_that_says_so() -> None:
    chinese = draw(replace(CARD, words="港口将于星期一重新开放"), "wide", "light")
    said = draw(replace(CARD, words=CARD.unshown, is_quote=False), "wide", "light")
    other = draw(CARD, "wide", "light")
    assert chinese != other
    # A sentence is no quotation: there is no stroke behind it.
    green = (0xD8, 0xEC, 0xD6)
    colors = {color for _n, color in opened(chinese).getcolors(1_000_000) or []}
    assert green not in colors
    assert green in {color for _n, color in opened(other).getcolors(1_000_000) or []}
    assert opened(said).size == opened(chinese).size


def test_a_name_changes_with_anything_that_is_drawn() -> None:
    names = {
        digest(CARD, "wide", "light"),
        digest(CARD, "wide", "dark"),
        digest(CARD, "tall", "light"),
        digest(replace(CARD, note="Other"), "wide", "light"),
        digest(replace(CARD, color="pink"), "wide", "light"),
    }
    assert len(names) == 5
    assert digest(replace(CARD), "wide", "light") in names


# --- As served ----------------------------------------------------------------------------


@pytest.fixture
def share(db: None) -> Share:
    article = makers.article()
    assert article.current
    start = WORDS.index("We built")
    words = "We built the wall for this."
    selection = Selection(start, start + len(words), words)
    annotation = annotate(
        article.current, reader("owner"), selection, color="pink", note="A *note*"
    )
    return services.share(annotation)


def card_url(share: Share, size: str = "wide", theme: str = "light") -> str:
    return reverse("annotations:card", args=[share.token, size, theme])


def test_anyone_with_the_link_gets_the_picture(client: Client, share: Share) -> None:
    answer = client.get(card_url(share))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert opened(answer.content).size == (1200, 630)
    assert not answer.cookies
    assert "max-age" in answer["Cache-Control"] and "Vary" in answer
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_sizes_and_themes_there_are_not_are_404(client: Client, share: Share) -> None:
    assert client.get(card_url(share, "huge")).status_code == 404
    assert client.get(card_url(share, theme="blue")).status_code == 404


def test_a_picture_one_has_is_not_sent_again_until_it_changes(client, share) -> None:
    first = client.get(card_url(share))
    assert first["ETag"].startswith('"')
    again = client.get(card_url(share), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and again.content == b""
    Annotation.objects.update(note="Changed")
    changed = client.get(card_url(share), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]


def test_a_picture_is_drawn_once(client, share, monkeypatch) -> None:
    first = client.get(card_url(share)).content
    monkeypatch.setattr("annotations.views.embedding.draw", lambda *_args: b"drawn again")
    assert client.get(card_url(share)).content == first


def test_a_revoked_links_picture_is_gone_although_it_was_drawn(client, share) -> None:
    client.get(card_url(share))
    assert share.annotation
    services.revoke(share.annotation)
    assert client.get(card_url(share)).status_code == 404
    assert client.get(card_url(share), headers={"If-None-Match": "*"}).status_code == 404
