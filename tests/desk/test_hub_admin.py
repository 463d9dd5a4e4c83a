"""What an operator sees of hubs."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.models import Subscription
from articles.services.feeds import subscribe
from tests.makers import reader

pytestmark = pytest.mark.django_db


def test_an_operator_sees_how_a_hub_is_doing_but_neither_token_nor_secret(client: Client) -> None:
    feed, _new = subscribe("https://courier.example/feed", title="Courier")
    subscription = Subscription.objects.create(
        feed=feed,
        hub="https://hub.example/",
        topic="https://courier.example/feed",
        state=Subscription.State.REFUSED,
        message="The hub refused: not today",
    )
    client.force_login(reader(is_staff=True, is_superuser=True))
    for path in ("", f"{subscription.pk}/change/"):
        page = client.get(f"/admin/articles/subscription/{path}").content.decode()
        assert "The hub refused: not today" in page
        assert subscription.token not in page
        assert subscription.secret not in page
    changed = client.post(f"/admin/articles/subscription/{subscription.pk}/change/", {"hub": "x"})
    assert changed.status_code == 403
    # A feed is removed with it.
    client.post(f"/admin/articles/feed/{feed.pk}/delete/", {"post": "yes"})
    assert not Subscription.objects.exists()
