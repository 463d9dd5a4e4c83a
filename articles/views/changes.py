"""What changed between two revisions of an article."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.changes import compared
from articles.models import Article


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Word by word, two revisions side by side in one text; the last two unless asked."""
    article = get_object_or_404(Article.objects.select_related("outlet"), slug=slug)
    revisions = list(article.revisions.order_by("number"))
    by_number = {str(revision.number): revision for revision in revisions}
    try:
        new = by_number[request.GET.get("to", str(len(revisions)))]
        old = by_number[request.GET.get("from", str(max(1, new.number - 1)))]
    except KeyError:
        raise Http404 from None
    context = {
        "article": article,
        "old": old,
        "new": new,
        "revisions": revisions,
        **compared(old, new),
    }
    return render(request, "articles/changes.html", context)
