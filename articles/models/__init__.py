"""What the desk keeps: outlets and feeds, articles and revisions, people and quotes, due work."""

from articles.models.articles import Article, ArticleAddress, Revision, Sketch
from articles.models.hubs import Push, Subscription
from articles.models.jobs import Job
from articles.models.outlets import Entry, Feed, Outlet
from articles.models.people import (
    ExternalId,
    Mention,
    Office,
    Person,
    PersonChange,
    PersonName,
)
from articles.models.quotes import Correction, Quote, QuoteSketch, Saying
from articles.models.services import Robots, Service

__all__ = [
    "Article",
    "ArticleAddress",
    "Correction",
    "Entry",
    "ExternalId",
    "Feed",
    "Job",
    "Mention",
    "Office",
    "Outlet",
    "Person",
    "PersonChange",
    "PersonName",
    "Push",
    "Quote",
    "QuoteSketch",
    "Revision",
    "Robots",
    "Saying",
    "Service",
    "Sketch",
    "Subscription",
]
