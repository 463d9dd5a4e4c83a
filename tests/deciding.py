"""Short ways to articles with decided quotations."""

from __future__ import annotations

from articles.models import Article, Quote
from readers.models import User
from tests import makers


def corrector(name: str = "") -> User:
    """A reader who was given the right to correct."""
    from django.contrib.auth.models import Permission

    user = makers.reader(name)
    user.user_permissions.add(Permission.objects.get(codename="correct_quote"))
    return User.objects.get(pk=user.pk)


def quote_in(article: Article, words: str) -> Quote:
    """The quotation of the current revision that has these words."""
    article.refresh_from_db()
    return Quote.objects.select_related("speaker", "revision__article").get(
        revision=article.current, text__contains=words
    )
