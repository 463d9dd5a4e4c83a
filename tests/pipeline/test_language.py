from __future__ import annotations

import pytest

from articles.pipeline.language import guess_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The council of the town voted on Monday to close the bridge that has stood for years, "
         "and the mayor said it was time.", "en"),
        ("Der Rat der Stadt hat am Montag mit den Stimmen der Mehrheit entschieden, die Brücke zu "
         "schließen, und das ist nicht alles, was im Juni auf die Stadt zukommt.", "de"),
        ("Le conseil de la ville a voté lundi la fermeture du pont, et les travaux, qui doivent "
         "commencer en juin, sont une charge pour la ville et pour le pays.", "fr"),
        ("El consejo de la ciudad votó el lunes por el cierre del puente, y las obras, que se "
         "esperan en junio, son una carga para los vecinos del puerto.", "es"),
        ("Too few words.", ""),
        ("Xq zr " * 40, ""),
    ],
)  # fmt: skip
def test_the_language_is_told_or_left_open(text: str, code: str) -> None:
    assert guess_language(text) == code
