from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from portevoix.config.schedule import SCHEDULE
from portevoix.web.working import Due
from tests.house.laws_of_the_book import tasks_named
from tests.house.sources import python_sources


def faults(schedule: Sequence[Due], tasks: Set[str]) -> Iterator[str]:
    asked = [getattr(due.task, "__name__", due.name) for due in schedule]
    yield from (f"{name} is never asked" for name in sorted(tasks - set(asked)))
    yield from (f"{name} is no task" for name in sorted(set(asked) - tasks))
    yield from (
        f"{name} is asked twice" for name in sorted({n for n in asked if asked.count(n) > 1})
    )
    yield from (f"{due.name} never rests" for due in schedule if due.every <= 0)


def test_every_task_is_in_the_schedule_once() -> None:
    assert list(faults(SCHEDULE, tasks_named(python_sources()))) == []


def test_a_broken_schedule_is_found() -> None:
    def publish_due() -> None: ...

    def stray() -> None: ...

    schedule = [Due("a", publish_due, 0.0), Due("b", publish_due, 5.0), Due("c", stray, 5.0)]
    assert list(faults(schedule, {"publish_due", "recover"})) == [
        "recover is never asked",
        "stray is no task",
        "publish_due is asked twice",
        "a never rests",
    ]
    assert list(faults([Due("a", publish_due, 1.0)], {"publish_due"})) == []
