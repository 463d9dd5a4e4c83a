"""What the desk keeps: outlets and feeds, articles and revisions, people and quotes, due work."""

from articles.models.articles import Article, Revision
from articles.models.jobs import Job
from articles.models.outlets import Entry, Feed, Outlet
from articles.models.people import Mention, Person, PersonName, Quote

__all__ = [
    "Article",
    "Entry",
    "Feed",
    "Job",
    "Mention",
    "Outlet",
    "Person",
    "PersonName",
    "Quote",
    "Revision",
]
