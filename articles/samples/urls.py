"""Addresses of the sample outlets, below wherever the project puts them."""

from __future__ import annotations

from django.urls import path

from articles.samples import views

app_name = "samples"

urlpatterns = [
    path("<slug:outlet>/", views.outlet_page, name="outlet"),
    path("<slug:outlet>/feed", views.feed, name="feed"),
    path("<slug:outlet>/feed.rdf", views.feed_rdf, name="feed-rdf"),
    path("<slug:outlet>/<slug:story>/", views.story_page, name="story"),
]
