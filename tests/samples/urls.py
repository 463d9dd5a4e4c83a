from django.urls import include, path

urlpatterns = [path("samples/", include("articles.samples.urls"))]
