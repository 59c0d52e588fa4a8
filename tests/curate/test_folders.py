import pytest

from portevoix.curate.rules.folders import clean_folder, folders_and_above, levels_of


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""),
        ("  Press ", "Press"),
        ("Press / France", "Press / France"),
        (" / Press /  / France / ", "Press / France"),
        ("Design/UX", "Design/UX"),
        ("/", ""),
        ("a" * 130, "a" * 120),
        ("a" * 118 + " / b", "a" * 118),
    ],
)
def test_a_folder_is_kept_without_empty_levels(written, kept):
    assert clean_folder(written) == kept
    assert clean_folder(kept) == kept


def test_a_folder_stands_in_those_above_it():
    assert levels_of("Press / France / Lille") == ("Press", "France", "Lille")
    assert levels_of("") == ()
    assert folders_and_above(["B", "", "A / C", "A / B / C"]) == (
        "A",
        "A / B",
        "A / B / C",
        "A / C",
        "B",
    )
