"""Addresses of highlights, notes and shared links."""

from django.urls import path

from annotations.views import deciding, marking, sharing

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
    path("s/<slug:token>/", sharing.shared, name="shared"),
]
