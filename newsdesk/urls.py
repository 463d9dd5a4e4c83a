"""Every address of the desk."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from annotations.views import reading
from articles.views import lists
from readers.views import setup

# The admin has no limit on wrong passwords of its own; this sends it through ours.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.front, name="front"),
    # The reading page shows readers' marks, so annotations draws it at the article's address.
    path("articles/<slug:slug>/", reading.article, name="article"),
    path(
        "articles/<slug:slug>/revisions/<int:number>/",
        reading.revision,
        name="article-revision",
    ),
    path("", include("articles.urls")),
    path("", include("annotations.urls")),
    path("setup/<str:token>/", setup, name="setup"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    # Browsers ask for this one by themselves, even on the samples' pages.
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}favicon.svg")),
]
if settings.SAMPLES:
    urlpatterns.append(path("samples/", include("articles.samples.urls")))
