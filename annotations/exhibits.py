"""What a shared link shows to whoever has it, put together once for page, card and export.

Everything is seen with a stranger's eyes: nothing here depends on who looks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations import collection_queries, sharing_queries
from annotations.access import Reader
from annotations.cards.draw import Card
from annotations.citing import Citation, Cited
from annotations.models import Annotation, Collection, Share
from annotations.passages import Passage, passages
from articles.models import Article
from newsdesk.lib.markdown import to_html, to_text

#: Longest description of a preview, in characters.
_DESCRIPTION = 280


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of what is shown: text, and a passage below it."""

    text: str = ""
    text_html: SafeString = field(default_factory=SafeString)
    passage: Passage | None = None
    is_withheld: bool = False
    #: From 1 for passages; 0 for text alone.
    number: int = 0


@dataclass(frozen=True, slots=True)
class Exhibit:
    """Everything a link, or a collection's own page, shows."""

    #: "passage", "article" or "collection".
    kind: str
    #: The words, the headline, or the title.
    title: str
    #: Who shows it.
    by: str
    stages: list[Stage]
    #: The whole address of the page.
    url: str
    article: Article | None = None
    collection: Collection | None = None
    introduction_html: SafeString = field(default_factory=SafeString)

    @property
    def passages(self) -> list[Passage]:
        """The passages in order."""
        return [stage.passage for stage in self.stages if stage.passage]

    @property
    def passage(self) -> Passage | None:
        """The one passage of a link to a passage."""
        return self.passages[0] if self.kind == "passage" and self.passages else None

    @property
    def description(self) -> str:
        """What a preview says under the title."""
        if self.passage:
            note = to_text(self.passage.annotation.note)
            told = [_spoken(self.passage), _source(self.passage.article), note]
            return _cut(" · ".join(part for part in told if part))
        if self.kind == "article" and self.article:
            return _cut(" · ".join(part for part in (_source(self.article), self.told) if part))
        told = [to_text(self.collection.introduction) if self.collection else "", self.told]
        return _cut(" · ".join(part for part in told if part))

    @property
    def told(self) -> str:
        """In a few words, how much it holds and whose it is."""
        count = len(self.passages)
        if self.kind == "article":
            words = ngettext(
                "Shared by %(name)s with %(count)s note",
                "Shared by %(name)s with %(count)s notes",
                count,
            )
            return words % {"name": self.by, "count": count}
        if self.kind == "collection":
            words = ngettext(
                "%(count)s passage, put together by %(name)s",
                "%(count)s passages, put together by %(name)s",
                count,
            )
            return words % {"name": self.by, "count": count}
        return _("Shared by %(name)s") % {"name": self.by}


def of_share(share: Share) -> Exhibit:
    """Return what a live link shows. About ten SQL queries, however many passages."""
    url = sharing_queries.absolute(share)
    stranger = AnonymousUser()
    if share.annotation:
        one = share.annotation
        [passage] = passages([one], stranger)
        title = one.exact or one.article.headline
        return Exhibit(
            kind="passage",
            title=title,
            by=(share.by or one.author).byline,
            stages=[Stage(passage=passage, number=1)],
            url=url,
            article=one.article,
        )
    if share.collection:
        return of_collection(share.collection, stranger, url)
    if share.article is None:
        raise ValueError(f"share {share.pk} opens nothing")
    shown = passages(sharing_queries.notes_of(share), stranger)
    return Exhibit(
        kind="article",
        title=share.article.headline,
        by=share.by.byline if share.by else "",
        stages=[Stage(passage=one, number=n) for n, one in enumerate(shown, 1)],
        url=url,
        article=share.article,
    )


def of_collection(collection: Collection, reader: Reader, url: str) -> Exhibit:
    """Return a collection as ``reader`` may see it. About seven SQL queries."""
    steps = collection_queries.steps_of(collection, reader)
    seen = [step.annotation for step in steps if step.annotation]
    drawn = iter(passages(seen, reader))
    stages, number = [], 0
    for step in steps:
        passage = next(drawn) if step.annotation else None
        number += passage is not None
        stages.append(
            Stage(
                text=step.item.text,
                text_html=step.text_html,
                passage=passage,
                is_withheld=step.is_withheld,
                number=number if passage else 0,
            )
        )
    return Exhibit(
        kind="collection",
        title=collection.title,
        by=collection.owner.byline,
        stages=stages,
        url=url,
        collection=collection,
        introduction_html=mark_safe(to_html(collection.introduction, heading="h2")),
    )


def cited(exhibit: Exhibit) -> Cited:
    """Return an exhibit as it is copied into other documents. No query."""
    citations = [_citation(stage.passage, stage.text) for stage in exhibit.stages if stage.passage]
    if exhibit.kind == "article" and exhibit.article and not citations:
        citations = [_whole(exhibit.article)]
    is_passage = exhibit.kind == "passage"
    return Cited(
        citations=citations,
        link=exhibit.url,
        title="" if is_passage else exhibit.title,
        introduction=exhibit.collection.introduction if exhibit.collection else "",
    )


def _citation(passage: Passage, lead_in: str) -> Citation:
    one, article = passage.annotation, passage.article
    return Citation(
        words=one.exact,
        headline=passage.revision.headline,
        authors=[str(name) for name in article.bylines],
        outlet=article.outlet.name if article.outlet else "",
        published=_published(article),
        language=article.language,
        speaker=passage.speaker.name if passage.speaker else "",
        url=article.url or _on_desk(article),
        version=passage.revision.number,
        read=timezone.localtime(passage.revision.fetched).date(),
        note=one.note,
        note_by=one.author.byline if one.note else "",
        lead_in=lead_in,
    )


def _whole(article: Article) -> Citation:
    current = article.current
    if current is None:
        raise ValueError(f"article {article.pk} has no words")
    return Citation(
        words="",
        headline=current.headline,
        authors=[str(name) for name in article.bylines],
        outlet=article.outlet.name if article.outlet else "",
        published=_published(article),
        language=article.language,
        speaker="",
        url=article.url or _on_desk(article),
        version=current.number,
        read=timezone.localtime(current.fetched).date(),
    )


def card(exhibit: Exhibit) -> Card:
    """Return what the picture of an exhibit says: nothing that its page does not. No query."""
    passage = exhibit.passage
    one: Annotation | None = passage.annotation if passage else None
    is_quote = bool(one and one.exact)
    source = _source(exhibit.article) if exhibit.article else _updated(exhibit.collection)
    return Card(
        words=exhibit.title,
        speaker=_spoken(passage) if passage else "",
        source=source,
        note=to_text(one.note)[:600] if one else exhibit.told,
        note_by=_("Note by %(name)s") % {"name": one.author.byline} if one and one.note else "",
        color=one.color if one else "yellow",
        site=urlsplit(settings.BASE_URL).netloc,
        unshown=_("These words are in a script this picture cannot show. Open the link to read."),
        is_quote=is_quote,
    )


def picture_words(exhibit: Exhibit) -> str:
    """Return the picture's text for those who do not see it."""
    told = card(exhibit)
    parts = (told.words, told.speaker, told.source, told.note, told.note_by)
    return _cut(" — ".join(part for part in parts if part), 1_000)


def _spoken(passage: Passage) -> str:
    return passage.speaker.name if passage.speaker else ""


def _source(article: Article) -> str:
    outlet = article.outlet.name if article.outlet else ""
    day = _published(article)
    # Translators: how a date is written; see Django's date formats.
    told = date_format(day, _("j F Y")) if day else ""
    return " · ".join(part for part in (outlet, told) if part) or article.headline


def _updated(collection: Collection | None) -> str:
    if collection is None:
        return ""
    day = date_format(timezone.localtime(collection.modified), _("j F Y"))
    return _("as of %(day)s") % {"day": day}


def _published(article: Article) -> date | None:
    if not article.published:
        return None
    if article.published_precision == Article.Precision.DAY:
        return article.published.date()
    return timezone.localtime(article.published).date()


def _on_desk(article: Article) -> str:
    return f"{settings.BASE_URL}{article.get_absolute_url()}"


def _cut(text: str, longest: int = _DESCRIPTION) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rpartition(' ')[0]}…"
