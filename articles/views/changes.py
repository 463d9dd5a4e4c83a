"""What changed between two revisions of an article."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.changes import compared, kinds_of_change
from articles.history import summarised, time_line
from articles.models import Article, Revision
from articles.queries import versions_of


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Word by word, two revisions in one text; the last two unless asked.

    Three SQL queries, and two more where the two are not neighbours.
    """
    article = get_object_or_404(Article.objects.select_related("outlet"), slug=slug)
    revisions = list(versions_of(article))
    old, new = _chosen(request, article, [revision.number for revision in revisions])
    context = {
        "article": article,
        "old": old,
        "new": new,
        "versions": time_line(revisions, [old.number, new.number], revisions[0].number),
        "comparison": compared(old, new),
        "summary": summarised(kinds_of_change(old, new)),
    }
    return render(request, "articles/changes.html", context)


def _chosen(
    request: HttpRequest, article: Article, numbers: list[int]
) -> tuple[Revision, Revision]:
    """The revisions asked for by "from" and "to", of ``numbers``, newest first; else a 404."""
    known = {str(number): number for number in numbers}
    if not known:
        raise Http404
    try:
        to = known[request.GET.get("to", str(numbers[0]))]
        before = next((number for number in numbers if number < to), to)
        start = known[request.GET.get("from", str(before))]
    except KeyError:
        raise Http404 from None
    found = {one.number: one for one in article.revisions.filter(number__in={start, to})}
    return found[start], found[to]
