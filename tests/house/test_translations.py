from __future__ import annotations

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.sources import PACKAGE, ROOT


@pytest.fixture(scope="module")
def translations() -> ModuleType:
    """bin/translations as a module."""
    loader = SourceFileLoader("portevoix_translations", str(ROOT / "bin" / "translations"))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    sys.modules[loader.name] = module
    loader.exec_module(module)
    return module


@pytest.fixture
def small_package(tmp_path: Path) -> Path:
    package = tmp_path / "portevoix"
    (package / "templates").mkdir(parents=True)
    (package / "views.py").write_text(
        'gettext("Hello %(name)s")\nngettext("%(n)d share", "%(n)d shares", 2)\n'
    )
    (package / "templates" / "today.html").write_text(
        '{% translate "Today" %}{% translate "Share" context "verb" %}'
        "{% blocktranslate trimmed %}\n  Nothing\n  new\n{% endblocktranslate %}"
    )
    return package


def catalogue(folder: Path, text: str) -> Path:
    path = folder / "django.po"
    path.write_text('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n' + text)
    return path


def test_both_languages_are_complete(translations: ModuleType) -> None:
    faults = translations.faults(translations.extracted(), translations.read_catalogue())
    assert faults == []


def test_the_catalogue_is_written_as_the_tool_writes_it(translations: ModuleType) -> None:
    path = PACKAGE / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    again = translations.merged(translations.extracted(), translations.read_catalogue())
    assert path.read_text(encoding="utf-8") == translations.written(again), "make translations"


def test_texts_are_found_in_code_and_in_templates(
    translations: ModuleType, small_package: Path
) -> None:
    found = translations.extracted(small_package)
    texts = {(message.context, message.id) for message in found if message.id}
    assert texts == {
        (None, "Hello %(name)s"),
        (None, ("%(n)d share", "%(n)d shares")),
        (None, "Today"),
        (None, "Nothing new"),
        ("verb", "Share"),
    }


def test_texts_are_found_between_lines_that_are_indented_anyhow(
    translations: ModuleType, small_package: Path
) -> None:
    mail = small_package / "templates" / "mail.txt"
    mail.write_text('{{ a }}{% if a %}\n    {{ a }}\n  {% endif %}\n{% translate "Farewell" %}\n')
    assert "Farewell" in {message.id for message in translations.extracted(small_package)}


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("", "without French: 'Today'"),
        ('msgid "Today"\nmsgstr ""\n', "without French: 'Today'"),
        ('#, fuzzy\nmsgid "Today"\nmsgstr "Hier"\n', "doubtful French: 'Today'"),
        ('msgid "Gone"\nmsgstr "Parti"\n', "no longer in the code: 'Gone'"),
        ('msgctxt "noun"\nmsgid "Share"\nmsgstr "Partage"\n', "without French: 'Share'"),
        (
            'msgid "%(n)d share"\nmsgid_plural "%(n)d shares"\nmsgstr[0] "x"\nmsgstr[1] ""\n',
            "without French: '%(n)d share'",
        ),
    ],
)
def test_incomplete_french_is_found(
    translations: ModuleType, small_package: Path, said: str, fault: str
) -> None:
    spoken = translations.read_catalogue(catalogue(small_package, said))
    assert fault in translations.faults(translations.extracted(small_package), spoken)


def test_a_lost_placeholder_is_found(translations: ModuleType, small_package: Path) -> None:
    said = '#, python-format\nmsgid "Hello %(name)s"\nmsgstr "Bonjour %(nom)s"\n'
    spoken = translations.read_catalogue(catalogue(small_package, said))
    faults = translations.faults(translations.extracted(small_package), spoken)
    assert any("nom" in fault and "Hello" in fault for fault in faults)


def test_what_was_said_is_kept_and_the_order_is_stable(
    translations: ModuleType, small_package: Path
) -> None:
    path = catalogue(small_package, 'msgid "Today"\nmsgstr "Aujourd\'hui"\n')
    for _ in range(2):
        merged = translations.merged(
            translations.extracted(small_package), translations.read_catalogue(path)
        )
        path.write_text(translations.written(merged))
        assert path.read_text() == translations.written(merged)
    assert "Aujourd'hui" in path.read_text()


def test_the_compiled_catalogue_is_what_gettext_reads(
    translations: ModuleType, small_package: Path
) -> None:
    import gettext

    path = catalogue(small_package, 'msgid "Today"\nmsgstr "Aujourd\'hui"\n')
    translations.compile_catalogue(path)
    with path.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Today") == "Aujourd'hui"
