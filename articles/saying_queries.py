"""Reads of sayings: who carries the same words, and when each article came out."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    Value,
    When,
)
from django.db.models.functions import Least

from articles.models import Article, Revision


def came_out(article: str = "") -> Case:
    """When an article was out at the latest: as its outlet says, or when the desk had it.

    ``article`` is the way to it, ending in two underscores. What a reader pasted proves no
    date; a day without a time counts as its end. So do copies: see services/copies.py.
    """
    day = Case(
        When(Q(**{f"{article}published_precision": Article.Precision.DAY}), Value(timedelta(1))),
        default=Value(timedelta(0)),
        output_field=DurationField(),
    )
    told = ExpressionWrapper(F(f"{article}published") + day, output_field=DateTimeField())
    unproven = Q(**{f"{article}published": None}) | Q(
        **{f"{article}current__source": Revision.Source.PASTE}
    )
    return Case(When(unproven, F(f"{article}created")), default=Least(F(f"{article}created"), told))
