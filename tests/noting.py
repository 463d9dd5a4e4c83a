"""Short ways to notes of every kind, for tests of their exchange."""

from __future__ import annotations

from datetime import date
from typing import Any

from annotations.models import Annotation, Collection, CollectionItem, FactCheck, Reply, Source
from annotations.services import Selection, annotate
from articles.models import Article, Person
from readers.models import User
from tests import makers


def noted(
    author: User,
    words: str = "a costly mistake",
    *,
    article: Article | None = None,
    **fields: Any,
) -> Annotation:
    """A note on words of an article."""
    article = article or makers.article()
    assert article.current
    start = article.current.text.index(words)
    made = annotate(
        article.current,
        author,
        Selection(start, start + len(words), words),
        color=fields.pop("color", "yellow"),
        note=fields.pop("note", "Why *costly*?"),
    )
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    return made


def page_noted(author: User, article: Article | None = None, **fields: Any) -> Annotation:
    """A note on a whole article."""
    article = article or makers.article()
    return Annotation.objects.create(
        author=author,
        article=article,
        revision=article.current,
        note=fields.pop("note", "About all of it."),
        **fields,
    )


def checked(author: User, **fields: Any) -> Annotation:
    """A fact check with two sources."""
    made = noted(author, kind="fact-check", **fields)
    check = FactCheck.objects.create(
        annotation=made,
        claim="The plan is costly.",
        claimant=Person.objects.filter(name="Oskar Lind").first(),
        rating="mostly-false",
        claimed=date(2026, 3, 4),
    )
    for at, (url, title) in enumerate(
        (("https://books.example/1", "The books"), ("https://books.example/2", ""))
    ):
        Source.objects.create(fact_check=check, position=at, url=url, title=title)
    return made


def answered(annotation: Annotation, author: User, note: str = "Because of the wall.") -> Reply:
    """An answer to a note."""
    return Reply.objects.create(annotation=annotation, author=author, note=note)


def collected(owner: User, *steps: tuple[str, Annotation | None], **fields: Any) -> Collection:
    """A collection of texts and notes."""
    made = Collection.objects.create(
        owner=owner,
        title=fields.pop("title", "The harbour, step by step"),
        introduction=fields.pop("introduction", "How it *began*."),
        **fields,
    )
    for at, (text, annotation) in enumerate(steps):
        CollectionItem.objects.create(
            collection=made, position=at, text=text, annotation=annotation
        )
    return made
