from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.house import laws_of_code as laws
from tests.house.sources import Source, python_sources, source

Law = Callable[[Source], Iterator[str]]


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_the_code_keeps_the_law(law: Law) -> None:
    assert [finding for source in python_sources() for finding in law(source)] == []


BROKEN: list[tuple[Law, str, str]] = [
    (laws.short_files, "share/views.py", "'''Long.'''\n" + "x = 1\n" * 400),
    (laws.plain_names, "share/utils.py", "'''Anything.'''"),
    (laws.plain_names, "core/models.py", "'''Anything.'''"),
    (laws.time_is_a_parameter, "share/actions.py", "moment = timezone.now()"),
    (laws.time_is_a_parameter, "share/rules.py", "day = datetime.date.today()"),
    (laws.time_is_a_parameter, "share/models.py", "at = DateTimeField(default=timezone.now)"),
    (laws.time_is_a_parameter, "share/models.py", "at = DateTimeField(auto_now_add=True)"),
    (laws.no_signals, "share/apps.py", "from django.db.models.signals import post_save"),
    (laws.no_signals, "share/apps.py", "from django.dispatch import receiver"),
    (laws.models_are_imported, "share/queries.py", "apps.get_model('people', 'Person')"),
    (laws.plain_models, "a/models.py", "class A(models.Model):\n def save(self): pass"),
    (laws.plain_models, "a/models.py", "class A(models.Model):\n class Meta:\n  ordering = ['x']"),
    (laws.plain_models, "a/models.py", "class A(M):\n class Meta:\n  ordering: ClassVar = ['x']"),
    (laws.views_are_functions, "share/views.py", "class Page(generic.DetailView): pass"),
    (laws.views_are_functions, "share/urls.py", "path('', Page.as_view())"),
    (laws.rows_are_visible, "share/views.py", "Share.objects.get(pk=1)"),
    (laws.rows_are_visible, "share/views/compose.py", "Share.objects.filter(pk=1)"),
    (laws.rows_are_visible, "share/views.py", "get_object_or_404(Share, pk=1)"),
    (laws.rows_are_visible, "share/views.py", "get_object_or_404(Share.objects, pk=1)"),
    (laws.rows_are_visible, "share/views.py", "Share._default_manager.get(pk=1)"),
    (laws.only_actions_write, "share/views.py", "Share.objects.create(pk=1)"),
    (laws.only_actions_write, "share/queries.py", "Share.objects.filter(pk=1).update(text='')"),
    (laws.only_actions_write, "share/tasks.py", "share.save()"),
    (laws.only_actions_write, "home/views.py", "Share.objects.visible_to(me).delete()"),
    (
        laws.actions_say_who_and_when,
        "share/actions.py",
        "@transaction.atomic\ndef share_it(share, *, at): pass",
    ),
    (
        laws.actions_say_who_and_when,
        "share/actions.py",
        "@transaction.atomic\ndef share_it(*, by): pass",
    ),
    (laws.doors_stay_inside, "home/views.py", "from portevoix.share.views import compose"),
    (laws.doors_stay_inside, "home/views.py", "from portevoix.share import forms"),
    (laws.doors_stay_inside, "config/urls.py", "from portevoix.share.tasks import publish"),
    (laws.described, "share/rules.py", "x = 1"),
    (laws.described, "share/actions.py", "'''What changes.'''\ndef share_it(*, at): pass"),
    (laws.described, "share/models.py", "'''What is stored.'''\nclass A(models.Model): pass"),
    (laws.finished, "share/rules.py", "x = 1  # TODO: later"),
]


@pytest.mark.parametrize(
    ("law", "path", "text"),
    BROKEN,
    ids=[f"{law.__name__}-{n}" for n, (law, *_) in enumerate(BROKEN)],
)
def test_a_broken_law_is_found(law: Law, path: str, text: str) -> None:
    assert list(law(source(path, text)))


def test_every_law_is_proved_by_breaking_it() -> None:
    assert {law for law, *_ in BROKEN} == set(laws.LAWS)


@pytest.mark.parametrize(
    ("law", "path", "text"),
    [
        (laws.time_is_a_parameter, "share/views.py", "timezone.now()"),
        (laws.time_is_a_parameter, "home/management/commands/work.py", "timezone.now()"),
        (laws.rows_are_visible, "share/views.py", "Share.objects.visible_to(me).filter(pk=1)"),
        (laws.rows_are_visible, "share/queries.py", "Share.objects.filter(pk=1)"),
        (laws.only_actions_write, "share/actions.py", "Share.objects.create(pk=1)"),
        (laws.only_actions_write, "share/views.py", "context.update(more)"),
        (laws.doors_stay_inside, "config/schedule.py", "from portevoix.share.tasks import publish"),
        (laws.doors_stay_inside, "share/urls.py", "from portevoix.share.views import compose"),
    ],
)
def test_what_the_law_allows_is_left_alone(law: Law, path: str, text: str) -> None:
    assert list(law(source(path, text))) == []
