from __future__ import annotations

from portevoix.config.schedule import SCHEDULE
from tests.house.laws_of_the_book import tasks_named
from tests.house.sources import python_sources, river


def scheduled() -> list[str]:
    return [task.run.__name__ for task in SCHEDULE]


def test_every_task_is_in_the_schedule_once() -> None:
    assert sorted(scheduled()) == sorted(tasks_named(python_sources()))


def test_tasks_are_due_again_after_some_time() -> None:
    assert [task for task in SCHEDULE if task.every.total_seconds() < 1] == []


def test_tasks_belong_to_apps_of_the_river() -> None:
    apps = {name for layer in river() for name in layer}
    assert {task.run.__module__.split(".")[1] for task in SCHEDULE} <= apps
