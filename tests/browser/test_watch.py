"""The watch over pages, which every other test here relies on."""

from __future__ import annotations

import pytest

from tests.browser.visitor import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("does", "heard"),
    [
        ("console.error('broken')", "console: broken"),
        ("setTimeout(() => missing())", "page error: missing is not defined"),
        (
            "document.body.append(Object.assign(new Image(), {src: 'https://a.example/x.png'}))",
            "a.",
        ),
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("document.body.append(Object.assign(new Image(), {src: '/nothing.png'}))", "404"),
    ],
)
def test_a_page_that_complains_is_heard(visit: Visit, does: str, heard: str) -> None:
    visitor = visit()
    visitor.go("/accounts/login/")
    visitor.page.evaluate(f"() => {{ {does} }}")
    visitor.page.wait_for_load_state("networkidle")
    visit.listen()
    assert any(heard in problem for problem in visit.problems), visit.problems
    visit.problems.clear()
