"""Taking one's notes along, and bringing them in from other programs."""

from __future__ import annotations

import secrets

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from annotations import exporting, importing
from annotations.exchange_forms import ImportForm
from annotations.formats.incoming import NotReadable
from annotations.importing import REASONS, Report
from annotations.models import Annotation
from readers.requests import ReaderRequest

#: Seconds for which the report of an import is kept. Without it, the file is imported again,
#: which adds nothing and makes the same report.
KEPT = 24 * 3600
#: Notes of one outcome that are listed one by one.
MOST_LISTED = 200


@login_required
@require_safe
def export(request: ReaderRequest) -> HttpResponse:
    """The formats in which a reader can take everything along."""
    context = {
        "formats": list(exporting.FORMATS.items()),
        "count": Annotation.objects.filter(author=request.user).count(),
    }
    return render(request, "annotations/export.html", context)


@login_required
@never_cache
@require_safe
def download(request: ReaderRequest, kind: str) -> HttpResponse:
    """Everything of the reader in one format. Nine SQL queries."""
    if kind not in exporting.FORMATS:
        raise Http404
    made = exporting.export(request.user, kind)
    return _file(made.name, made.content_type, made.body)


def _file(name: str, content_type: str, body: bytes) -> HttpResponse:
    return HttpResponse(
        body,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            # Opened in the browser in spite of that, it is nobody's page and runs nothing.
            "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def import_notes(request: ReaderRequest) -> HttpResponse:
    """Take in a file of notes; the report of it has an address of its own."""
    is_posted = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if is_posted else ImportForm()
    if form.is_valid():
        try:
            report = importing.import_file(request.user, form.cleaned_data["file"].read())
        except NotReadable as problem:
            form.add_error("file", str(REASONS[problem.reason]))
        else:
            key = secrets.token_hex(8)
            cache.set(_kept_as(request, key), report, KEPT)
            return redirect("annotations:import-report", key)
    status = 422 if is_posted else 200
    return render(request, "annotations/import.html", {"form": form}, status=status)


def _kept_as(request: ReaderRequest, key: str) -> str:
    return f"import-report:{request.user.pk}:{key}"


@login_required
@never_cache
@require_safe
def report(request: ReaderRequest, key: str) -> HttpResponse:
    """What became of each note of a file."""
    found: Report | None = cache.get(_kept_as(request, key))
    if found is None:
        return render(request, "annotations/import_gone.html", status=410)
    lists = [
        (outcome, lines[:MOST_LISTED], len(lines), max(0, len(lines) - MOST_LISTED))
        for outcome in ("check", "orphan", "unknown", "left", "bad", "placed", "known")
        if (lines := found.having(outcome))
    ]
    context = {
        "report": found,
        "key": key,
        "lists": [
            {
                "outcome": outcome,
                "lines": [(line, REASONS.get(line.reason, "")) for line in lines],
                "count": count,
                "more": more,
            }
            for outcome, lines, count, more in lists
        ],
        "remarks": [REASONS[remark] for remark in found.remarks],
        "new": found.count("placed", "check"),
    }
    return render(request, "annotations/import_report.html", context)


@login_required
@never_cache
@require_safe
def left_over(request: ReaderRequest, key: str) -> HttpResponse:
    """The notes that found no place, as they came, to be imported again later."""
    found: Report | None = cache.get(_kept_as(request, key))
    if found is None or not found.left_over:
        raise Http404
    if found.format == "readwise":
        return _file("notes-left-over.csv", "text/csv; charset=utf-8", found.left_over)
    return _file("notes-left-over.json", "application/json", found.left_over)
