"""Addresses of highlights, notes, shared links, collections and feeds of notes."""

from django.urls import path

from annotations.views import (
    atom,
    collecting,
    collections,
    deciding,
    embedding,
    exchange,
    marking,
    shares,
    sharing,
    tokens,
)
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
    path("notes/export/", exchange.export, name="export"),
    path("notes/export/<slug:kind>/", exchange.download, name="download"),
    path("notes/import/", exchange.import_notes, name="import"),
    path("notes/import/<slug:key>/", exchange.report, name="import-report"),
    path("notes/import/<slug:key>/left-over/", exchange.left_over, name="import-left-over"),
    path("notes/tokens/", tokens.tokens, name="tokens"),
    path("notes/tokens/<int:key>/revoke/", tokens.revoke, name="token-revoke"),
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
    path("annotations/<uuid:annotation_id>/collect/", collecting.collect, name="collect"),
    path("notes/", sharing.mine, name="mine"),
    # Shared links
    path("s/<slug:token>/", sharing.shared, name="shared"),
    path("s/<slug:token>/embed/", embedding.embed, name="embed"),
    path("s/<slug:token>/card-<slug:size>-<slug:theme>.png", embedding.card, name="card"),
    path("oembed/", embedding.oembed, name="oembed"),
    path("shares/", shares.shares, name="shares"),
    path("shares/<uuid:share_id>/expiry/", shares.expiry, name="share-expiry"),
    path("shares/<uuid:share_id>/close/", shares.close, name="share-close"),
    path("articles/<slug:slug>/share/", shares.share_article, name="share-article"),
    # Collections
    path("collections/", collections.collections, name="collections"),
    path("collections/new/", collections.create, name="collection-new"),
    path("collections/<slug:slug>/", collections.collection, name="collection"),
    path("collections/<slug:slug>/edit/", collections.edit, name="collection-edit"),
    path("collections/<slug:slug>/add/", collecting.add, name="collection-add"),
    path("collections/<slug:slug>/who/", collections.who, name="collection-who"),
    path("collections/<slug:slug>/share/", collections.share, name="collection-share"),
    path("collections/<slug:slug>/delete/", collections.delete, name="collection-delete"),
    # Feeds of public notes
    path("notes.atom", atom.everything, name="all-notes"),
    path("people/<slug:slug>/notes.atom", atom.person, name="person-notes"),
    path("articles/<slug:slug>/notes.atom", atom.article, name="article-notes"),
    path("readers/<str:username>/notes.atom", atom.author, name="author-notes"),
    path("groups/<slug:slug>/<slug:key>/notes.atom", atom.group, name="group-notes"),
    path("tags/<path:tag>/notes.atom", atom.tag, name="tag-notes"),
]
