"""Whether the desk lives and is ready, for supervisors and load balancers."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

Handler = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Answers ``/livez`` and ``/readyz`` before anything can redirect or refuse.

    A probe comes by address, not by name, and over plain HTTP: host checks and the
    redirect to HTTPS are for readers.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a probe, or pass the request on."""
        if request.path_info == "/livez":
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path_info == "/readyz":
            return readiness()
        return self.get_response(request)


def readiness() -> JsonResponse:
    """Return 200 if the database answers and is migrated, else 503 and what is amiss."""
    checks = {"database": "ok", "migrations": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            checks["migrations"] = "waiting to be applied"
    except Exception as error:  # whatever is wrong, the answer is "not ready"
        checks = {"database": type(error).__name__, "migrations": "unknown"}
    ready = set(checks.values()) == {"ok"}
    response = JsonResponse(checks, status=200 if ready else 503)
    response["Cache-Control"] = "no-store"
    return response
