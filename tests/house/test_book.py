from __future__ import annotations

import pytest

from portevoix.govern.rules.register import REGISTER
from portevoix.govern.rules.safeguards import SAFEGUARDS
from portevoix.people.models import Role
from tests.house import laws_of_the_book as laws
from tests.house.sources import ROOT, book, python_sources, source

FOUND = {
    "settings": laws.settings_named,
    "commands": laws.commands_named,
    "tasks": laws.tasks_named,
    "acts": laws.acts_named,
}


@pytest.mark.parametrize("kind", FOUND)
def test_what_the_code_names_is_in_the_book(kind: str) -> None:
    names = FOUND[kind](python_sources())
    assert names, f"no {kind} were found: this test looks in the wrong place"
    assert laws.unexplained(names, book()) == []


def test_every_role_is_in_the_book() -> None:
    assert laws.unexplained(Role.Name.values, book()) == []


def test_every_purpose_is_in_the_book() -> None:
    assert laws.unexplained((purpose.key for purpose in REGISTER), book()) == []


def test_every_purpose_is_noticed_in_both_languages() -> None:
    texts = [(p.key, p.name_en, p.name_fr, p.notice_en, p.notice_fr) for p in REGISTER]
    assert [key for key, *said in texts if not all(said)] == []


def test_every_safeguard_is_in_the_book() -> None:
    assert laws.unexplained(SAFEGUARDS, book()) == []


def test_names_are_found_where_the_code_has_them() -> None:
    sources = [
        source("config/settings.py", 'X = environment.text("PORTEVOIX_NEW")'),
        source("home/management/commands/fly.py", ""),
        source("share/tasks.py", "def publish_due(): pass\ndef _helper(): pass"),
        source("share/actions/a.py", 'record("share.planned", actor=1)\nrecord(f"share.x_{a}")'),
        source("share/actions/b.py", 'record("share.on" if yes else "share.off")'),
    ]
    assert laws.settings_named(sources) == {"PORTEVOIX_NEW"}
    assert laws.commands_named(sources) == {"fly"}
    assert laws.tasks_named(sources) == {"publish_due"}
    assert laws.acts_named(sources) == {"share.planned", "share.x_", "share.on", "share.off"}


def test_an_unexplained_name_is_found() -> None:
    assert laws.unexplained(["PORTEVOIX_NEW"], "About PORTEVOIX_NEW.") == ["PORTEVOIX_NEW"]
    assert laws.unexplained(["PORTEVOIX_NEW"], "`PORTEVOIX_NEW` is new.") == []
    assert laws.unexplained(["share.x_"], "`share.x_yes` and `share.x_no`") == []


def test_the_readme_gives_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "bin/run" in readme
    assert "bin/test" in readme


def test_every_page_the_book_links_to_is_there() -> None:
    import re

    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:")
        if not (page.parent / target).exists()
    ]
    assert broken == []
