"""Who is named in articles, and what else is known of them."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, GeneratedField, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Revision
from articles.models.slugs import readable_slug


class Person(models.Model):
    """Somebody who is named in the news. Merged people stay and point to the one kept."""

    class Gender(models.TextChoices):
        """Which pronouns articles use of them."""

        MALE = "m", _("he")
        FEMALE = "f", _("she")

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(max_length=90, unique=True, editable=False)
    # Other ways articles name this person in full ("Bobby Kennedy"), for readers.
    aliases = ArrayField(
        models.CharField(max_length=200), verbose_name=_("also known as"), default=list, blank=True
    )
    # Descriptions articles gave ("special envoy"), newest first, without dates yet.
    roles = ArrayField(
        models.CharField(max_length=200), verbose_name=_("roles"), default=list, blank=True
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    # What other knowledge says of them; articles never change these.
    description = models.CharField(_("description"), max_length=300, blank=True)
    gender = models.CharField(
        _("gender"),
        max_length=1,
        choices=Gender,
        blank=True,
        help_text=_("Helps to tell whom “he” and “she” mean."),
    )
    party = models.CharField(_("party"), max_length=200, blank=True)
    # ISO 3166-1 alpha-2, upper case.
    country = models.CharField(_("country"), max_length=2, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    search = GeneratedField(
        expression=SearchVector("name", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="person_not_merged_into_self",
            )
        ]
        indexes = [GinIndex(fields=["search"], name="person_search")]
        permissions = [("curate_person", "Can merge, split and describe people")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Give a new person their slug."""
        self.slug = self.slug or readable_slug(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """The page of what this person said."""
        return reverse("articles:person", args=[self.slug])


class PersonName(models.Model):
    """A full name that means one person on this desk; how names in articles are looked up."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="names")
    # The name case-folded, with single spaces: "emmanuel macron".
    key = models.CharField(max_length=200, unique=True)
    # Others who go by it, too. An article that uses it is credited to one of them by what else
    # is known, and never without doubt: see services/namesakes.py.
    also = models.ManyToManyField(Person, related_name="names_shared", blank=True)
    # Its last word: by a surname alone articles mean whoever is known to have it.
    last = GeneratedField(
        expression=Func(F("key"), Value("^.* "), Value(""), function="regexp_replace"),
        output_field=models.CharField(max_length=200),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        indexes = [models.Index(fields=["last"], name="person_name_last")]

    def __str__(self) -> str:
        return self.key


#: Where those pages are; the identifier follows.
_PAGES = {
    "wikidata": "https://www.wikidata.org/wiki/",
    "bioguide": "https://bioguide.congress.gov/search/bio/",
}


class ExternalId(models.Model):
    """What another body of knowledge calls a person."""

    class Scheme(models.TextChoices):
        """Bodies of knowledge the desk can link to."""

        WIKIDATA = "wikidata", "Wikidata"
        BIOGUIDE = "bioguide", _("Biographical Directory of the US Congress")

    person = models.ForeignKey(Person, models.CASCADE, related_name="external_ids")
    scheme = models.CharField(max_length=20, choices=Scheme)
    value = models.CharField(max_length=40)

    class Meta:
        ordering = ["scheme", "value"]
        verbose_name = _("identifier elsewhere")
        verbose_name_plural = _("identifiers elsewhere")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="external_id_once"),
            models.CheckConstraint(condition=~Q(value=""), name="external_id_has_value"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"

    @property
    def address(self) -> str:
        """The page about the person there."""
        return _PAGES[self.scheme] + quote(self.value, safe="")


class Office(models.Model):
    """A post a person holds or held, with its dates, as other knowledge tells."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="offices")
    title = models.CharField(_("title"), max_length=200)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    # The constituency, state or district: "Ohio", "CA-12".
    area = models.CharField(_("area"), max_length=200, blank=True)
    # First and last day; None is unknown, or still in office.
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("until"), null=True, blank=True)
    # Which file told: "congress-legislators", "popolo", "wikidata".
    source = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["person", F("start").desc(nulls_last=True), "title"]
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")),
                name="office_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["person", "title", "organisation", "area", "start"],
                name="office_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PersonChange(models.Model):
    """What was decided of two people: the log, and what is needed to take it back."""

    class Kind(models.TextChoices):
        """What was done."""

        MERGE = "merge", _("merged")
        SPLIT = "split", _("split")
        # Nothing moved; the two are not proposed for merging any more.
        DISTINCT = "distinct", _("not the same")

    kind = models.CharField(max_length=10, choices=Kind)
    # The one who stays, and the one merged into them or split off from them.
    person = models.ForeignKey(Person, models.PROTECT, related_name="changes")
    other = models.ForeignKey(Person, models.PROTECT, related_name="changes_from")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made = models.DateTimeField(auto_now_add=True)
    # Keys of the rows that changed hands, by model, and names and roles that were added.
    moved = models.JSONField(default=dict)
    undone = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-made", "-pk"]
        verbose_name = _("change of people")
        verbose_name_plural = _("changes of people")
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("other")), name="change_of_two_people"),
            # Of two who are not the same, the one with the smaller key is ``person``.
            models.UniqueConstraint(
                fields=["person", "other"],
                condition=Q(kind="distinct", undone=None),
                name="change_distinct_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id} {self.other_id}"


def inside() -> Q:
    """The rule that a span has its start before its end."""
    return Q(start__gte=0, end__gt=F("start"))


class Mention(models.Model):
    """A stretch of a revision's text that means a person. Offsets are code points."""

    # The constraints' indexes begin with it; another one would only cost.
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="mentions", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="mentions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    # name, pronoun, role or group: see articles/quotes.
    form = models.CharField(max_length=10)

    class Meta:
        ordering = ["revision", "start"]
        constraints = [
            models.CheckConstraint(condition=inside(), name="mention_inside"),
            # "the two presidents" means two people, so the span alone is not unique.
            models.UniqueConstraint(
                fields=["revision", "start", "end", "person"], name="mention_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.start}"
