"""Reporting, hiding, showing again, dismissing, and taking each of it back."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction

from annotations.access import moderated_by, visible_to
from annotations.models import Annotation, Group, Membership, ModerationAct, Report
from annotations.services import moderation
from annotations.services.moderation import MOST_ANONYMOUS, NotUndoable
from readers.models import User
from tests.makers import reader
from tests.noting import answered, noted

pytestmark = pytest.mark.django_db


def moderator() -> User:
    made = reader()
    made.user_permissions.add(Permission.objects.get(codename="moderate"))
    return User.objects.get(pk=made.pk)


def public_note() -> Annotation:
    return noted(reader("author"), visibility="public")


def test_a_readers_second_report_takes_the_place_of_the_first() -> None:
    note, by = public_note(), reader()
    first = moderation.report(note, by, "spam")
    assert moderation.report(note, by, "other", "An insult.").pk == first.pk
    assert Report.objects.get().reason == "An insult."


def test_reports_without_an_account_do_not_pile_up() -> None:
    note = public_note()
    for _ in range(MOST_ANONYMOUS + 2):
        moderation.report(note, None, "spam")
    assert Report.objects.count() == MOST_ANONYMOUS


def test_a_report_of_something_else_says_what() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        moderation.report(public_note(), reader(), "other")


def test_hiding_keeps_a_note_from_others_and_settles_all_its_reports() -> None:
    note, by = public_note(), moderator()
    moderation.report(note, reader(), "attack")
    moderation.report(note, None, "attack")
    act = moderation.hide(note, by, "An attack.")
    assert act and (act.act, act.by, act.author_name) == ("hide", by, "author")
    assert not visible_to(reader()).exists() and visible_to(note.author).exists()
    assert {(one.settled_by, one.act) for one in Report.objects.all()} == {(by, act)}
    assert moderation.hide(note, by, "Again.") is None
    assert ModerationAct.objects.count() == 1


def test_a_hidden_reply_is_shown_again() -> None:
    note, by = public_note(), moderator()
    reply = answered(note, reader())
    assert moderation.show(reply, by) is None
    moderation.hide(reply, by, "Spam.")
    reply.refresh_from_db()
    assert reply.hidden and visible_to(reader()).exists()
    assert moderation.show(reply, by)
    reply.refresh_from_db()
    assert reply.hidden is None


def test_dismissing_leaves_the_note_and_says_when_there_is_nothing_to_dismiss() -> None:
    note, by = public_note(), moderator()
    assert moderation.dismiss(note, by) is None
    moderation.report(note, None, "spam")
    assert moderation.dismiss(note, by)
    assert visible_to(reader()).exists() and not Report.objects.filter(settled=None).exists()


def test_taking_back_opens_the_reports_again_and_works_once() -> None:
    note, by = public_note(), moderator()
    moderation.report(note, reader(), "spam")
    act = moderation.hide(note, by, "Spam.")
    assert act
    moderation.undo(act, by)
    assert visible_to(reader()).exists() and Report.objects.filter(settled=None).exists()
    act.refresh_from_db()
    assert act.undone and act.undone_by == by
    with pytest.raises(NotUndoable):
        moderation.undo(act, by)


def test_only_the_last_act_is_taken_back_and_showing_again_too() -> None:
    note, by = public_note(), moderator()
    hidden = moderation.hide(note, by, "Spam.")
    shown = moderation.show(note, by)
    assert hidden and shown
    with pytest.raises(NotUndoable):
        moderation.undo(hidden, by)
    moderation.undo(shown, by)
    assert not visible_to(reader()).exists()


def test_a_report_made_anew_stays_the_readers_only_open_one() -> None:
    note, by, reporter = public_note(), moderator(), reader()
    moderation.report(note, reporter, "spam")
    act = moderation.dismiss(note, by)
    moderation.report(note, reporter, "attack")
    assert act
    moderation.undo(act, by)
    assert Report.objects.get(settled=None).kind == "attack"


def test_the_trail_outlives_the_note() -> None:
    note, by = public_note(), moderator()
    act = moderation.hide(note, by, "Spam.")
    note.delete()
    kept = ModerationAct.objects.get()
    assert act and (kept.words, kept.annotation) == ("Why *costly*?", None)
    with pytest.raises(NotUndoable):
        moderation.undo(kept, by)


def test_moderators_see_public_notes_and_reported_ones_but_never_private_ones() -> None:
    author, by = reader(), moderator()
    public, linked, private = (noted(author, visibility=to) for to in ("public", "link", "private"))
    assert set(moderated_by(by)) == {public}
    moderation.report(answered(linked, author), None, "spam")
    moderation.report(private, None, "spam")
    assert set(moderated_by(by)) == {public, linked}
    assert not moderated_by(author).exists()


def test_an_owner_moderates_the_notes_for_their_group_alone() -> None:
    author, owner, group = reader(), reader(), Group.objects.create(name="Class 9b", slug="9b")
    Membership.objects.create(group=group, user=owner, role="owner")
    Membership.objects.create(group=group, user=author, role="member")
    inside = noted(author, visibility="group", group=group)
    noted(author, visibility="public")
    assert list(moderated_by(owner)) == [inside]
    assert not moderated_by(author).exists()


def at_once(step: Callable[[], object]) -> list[object]:
    """Take a step in two threads, let go together; returns what each gave or raised."""
    gate, results = threading.Barrier(2), []

    def run() -> None:
        try:
            gate.wait(10)
            results.append(step())
        except Exception as problem:
            results.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_once_one_hides_and_one_takes_back() -> None:
    note, by = public_note(), moderator()
    results = at_once(lambda: moderation.hide(note, by, "Spam."))
    assert sorted(one is None for one in results) == [False, True]
    act = ModerationAct.objects.get()
    results = at_once(lambda: moderation.undo(act, by))
    assert sorted(isinstance(one, NotUndoable) for one in results) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_presses_twice_reports_once() -> None:
    note, by = public_note(), reader()
    at_once(lambda: moderation.report(note, by, "spam"))
    assert Report.objects.count() == 1
