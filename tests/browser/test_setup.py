"""Forms on pages that are kept from other sites: a browser must be able to send them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from annotations.services import Selection, annotate, share
from readers.models import SetupLink, User
from tests import makers
from tests.browser.visitor import Visit, Visitor
from tests.makers import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("javascript", [True, False])
def test_the_set_up_link_makes_the_administrator(visit: Visit, javascript: bool) -> None:
    visitor = visit(javascript=javascript)
    page = visitor.page
    visitor.go(reverse("setup", args=[SetupLink.issue()]))
    page.locator("[name=username]").fill("chief")
    for name in ("password1", "password2"):
        page.locator(f"[name={name}]").fill("a long pass phrase")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("summary", has_text="chief")).to_be_visible()
    assert User.objects.get(username="chief").is_superuser


def test_signing_out_works_from_a_shared_page(signed_in: Callable[..., Visitor]) -> None:
    article, owner = makers.article(), makers.reader("tamm")
    assert article.current
    made = annotate(article.current, owner, Selection(4, 11, WORDS[4:11]), color="pink")
    visitor = signed_in(owner)
    page = visitor.page
    visitor.go(share(made).get_absolute_url())
    page.locator("summary", has_text="tamm").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
