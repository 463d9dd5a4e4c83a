"""Addresses of highlights, notes and shared links."""

from django.urls import path

from annotations.views import deciding, exchange, marking, sharing, tokens
from annotations.views.api import resources

app_name = "annotations"
urlpatterns = [
    path("articles/<slug:slug>/annotations/", marking.create, name="create"),
    path("articles/<slug:slug>/mark/", marking.compose, name="compose"),
    path("annotations/<uuid:annotation_id>/", marking.note, name="note"),
    path("annotations/<uuid:annotation_id>/edit/", marking.edit, name="edit"),
    path("annotations/<uuid:annotation_id>/delete/", marking.delete, name="delete"),
    path("annotations/<uuid:annotation_id>/share/", sharing.share, name="share"),
    path("annotations/<uuid:annotation_id>/revoke/", sharing.revoke, name="revoke"),
    path("quotes/<uuid:quote_id>/decide/", deciding.decide, name="decide"),
    path("notes/", sharing.mine, name="mine"),
    path("notes/export/", exchange.export, name="export"),
    path("notes/export/<slug:kind>/", exchange.download, name="download"),
    path("notes/import/", exchange.import_notes, name="import"),
    path("notes/import/<slug:key>/", exchange.report, name="import-report"),
    path("notes/import/<slug:key>/left-over/", exchange.left_over, name="import-left-over"),
    path("notes/tokens/", tokens.tokens, name="tokens"),
    path("notes/tokens/<int:key>/revoke/", tokens.revoke, name="token-revoke"),
    path("s/<slug:token>/", sharing.shared, name="shared"),
    path("api/annotations/", resources.container, name="api-container"),
    path("api/annotations/<uuid:annotation_id>/", resources.annotation, name="api-annotation"),
    path(
        "api/annotations/<uuid:annotation_id>/claim-review/",
        resources.claim_review,
        name="api-claim-review",
    ),
    path("api/annotations/groups/<slug:slug>/", resources.group, name="api-group"),
    path(
        "api/annotations/collections/<uuid:collection_id>/",
        resources.collection,
        name="api-collection",
    ),
    path("api/schema/", resources.schema, name="api-schema"),
]
