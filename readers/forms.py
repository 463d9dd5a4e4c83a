"""The form that makes the desk's first administrator."""

from __future__ import annotations

from django.contrib.auth.forms import UserCreationForm

from readers.models import User


class AdministratorForm(UserCreationForm[User]):
    """Name and password of the administrator."""

    class Meta:
        model = User
        fields = ["username", "email"]

    def save(self, commit: bool = True) -> User:
        """Store the reader with every right."""
        user = super().save(commit=False)
        user.is_staff = user.is_superuser = True
        if commit:
            user.save()
        return user
