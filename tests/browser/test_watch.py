"""The watch over pages, which every other test here relies on."""

from __future__ import annotations

import pytest

from tests.browser.visitor import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMPLAINTS = {
    "console.error('broken')": "console: broken",
    "setTimeout(() => missing())": "page error: missing is not defined",
    "document.body.setAttribute('style', 'color: red')": "Content Security Policy",
    "document.body.append(Object.assign(new Image(), {src: '/nothing.png'}))": "404",
    "document.body.append(Object.assign(new Image(), {src: 'https://a.example/x.png'}))": (
        "asked for https://a.example/x.png"
    ),
}


def test_pages_that_complain_are_heard(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/accounts/login/")
    for does in COMPLAINTS:
        visitor.page.evaluate(f"() => {{ {does} }}")
    visitor.page.wait_for_load_state("networkidle")
    visit.listen()
    heard = "\n".join(visit.problems)
    visit.problems.clear()
    assert [words for words in COMPLAINTS.values() if words not in heard] == []
