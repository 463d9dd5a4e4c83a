"""What the desk keeps: outlets and feeds, articles and revisions, people and quotes, due work."""

from articles.models.articles import Article, ArticleAddress, Revision
from articles.models.hubs import Push, Subscription
from articles.models.jobs import Job
from articles.models.outlets import Entry, Feed, Outlet
from articles.models.people import Mention, Person, PersonName, Quote
from articles.models.services import Robots, Service

__all__ = [
    "Article",
    "ArticleAddress",
    "Entry",
    "Feed",
    "Job",
    "Mention",
    "Outlet",
    "Person",
    "PersonName",
    "Push",
    "Quote",
    "Revision",
    "Robots",
    "Service",
    "Subscription",
]
