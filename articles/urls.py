"""Addresses of lists, people, feeds and of bringing articles in."""

from django.urls import path

from articles.views import (
    adding,
    changes,
    curating,
    feed_lists,
    feed_settings,
    feeds,
    hubs,
    lists,
    people,
    quotes,
    sayings,
    splitting,
)

app_name = "articles"
urlpatterns = [
    path("outlets/", lists.outlets, name="outlets"),
    path("outlets/<slug:slug>/", lists.outlet, name="outlet"),
    path("people/", people.people, name="people"),
    path("people/alike/", curating.alike, name="alike"),
    path("people/changes/", curating.changes, name="people-changes"),
    path("people/changes/undo/", curating.undo, name="people-undo"),
    path("people/<slug:slug>/", people.person, name="person"),
    path("people/<slug:slug>/edit/", curating.edit, name="person-edit"),
    path("people/<slug:slug>/merge/", curating.merging, name="person-merge"),
    path("people/<slug:slug>/split/", splitting.splitting, name="person-split"),
    path("quotes/check/", quotes.check, name="check"),
    path("quotes/log/", quotes.log, name="corrections"),
    path("quotes/<uuid:quote_id>/", quotes.quote, name="quote"),
    path("sayings/", sayings.sayings, name="sayings"),
    path("sayings/<slug:slug>/", sayings.saying, name="saying"),
    path("search/", lists.find, name="search"),
    path("add/", adding.add, name="add"),
    path("entries/<slug:slug>/", adding.entry, name="entry"),
    path("articles/<slug:slug>/changes/", changes.changes, name="changes"),
    path("hubs/<str:token>/", hubs.callback, name="hub-callback"),
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds/add/", feeds.add, name="feed-add"),
    path("feeds/refresh/", feeds.refresh, name="feeds-refresh"),
    path("feeds/starter/", feed_lists.starter, name="starter"),
    path("feeds/import/", feed_lists.opml_import, name="opml-import"),
    path("feeds/export/", feed_lists.opml_export, name="opml-export"),
    path("feeds/<slug:slug>/", feeds.feed, name="feed"),
    path("feeds/<slug:slug>/look/", feeds.look_now, name="feed-look"),
    path("feeds/<slug:slug>/remove/", feeds.remove, name="feed-remove"),
    path("feeds/<slug:slug>/pause/", feeds.pause, name="feed-pause"),
    path("feeds/<slug:slug>/address/", feed_settings.settings, name="feed-address"),
    path("feeds/<slug:slug>/moved/", feed_settings.accept_move, name="feed-moved"),
]
