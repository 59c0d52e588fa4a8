from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.people.rules.importing.rows import parsed_day, read_people, read_stays
from portevoix.people.rules.importing.table import MOST_BYTES, UnreadableTable, decoded

FRENCH = "Référence;Nom;Courriel;Équipe;Poste;Arrivée;Départ;Compétences;Langue"
LINE = "42;Inès Morel;Ines@Atelier.example;Plateforme;Ingénieure;02/01/2024;;Python|K8s;fr"


def troubles(text: str) -> list[tuple[int, str]]:
    return [(trouble.line, trouble.reason) for trouble in read_people(text).troubles]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_files_are_read(encoding: str) -> None:
    text = decoded(f"{FRENCH}\r\n{LINE}\r\n".encode(encoding))
    assert read_people(text).rows[0].name == "Inès Morel"


def test_a_windows_file_is_read() -> None:
    assert read_people(decoded(f"{FRENCH}\n{LINE}".encode("cp1252"))).rows[0].job == "Ingénieure"


def test_a_file_that_only_begins_like_utf_16_is_refused() -> None:
    with pytest.raises(UnreadableTable) as error:
        decoded(b"\xff\xfe\x00\xd8\x00")
    assert error.value.reason == "encoding"


def test_a_file_that_is_too_big_is_refused() -> None:
    with pytest.raises(UnreadableTable) as error:
        decoded(b"a" * (MOST_BYTES + 1))
    assert error.value.reason == "too_big"


def test_a_french_line_is_understood() -> None:
    (row,) = read_people(f"{FRENCH}\n{LINE}").rows
    assert (row.line, row.reference, row.email) == (2, "42", "ines@atelier.example")
    assert (row.team, row.job, row.language) == ("Plateforme", "Ingénieure", "fr")
    assert (row.joined_on, row.gone_on) == (date(2024, 1, 2), None)
    assert row.expertise == ("Python", "K8s")


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_separator_is_found(sign: str) -> None:
    text = (
        sign.join(["name", "mail", "job"]) + "\n" + sign.join(["Zoé", "z@a.example", '"A, B; C"'])
    )
    (row,) = read_people(text).rows
    assert (row.email, row.job) == ("z@a.example", "A, B; C")


def test_skills_are_separated_by_bars_and_by_quoted_semicolons() -> None:
    (row,) = read_people('mail,name,skills\nz@a.example,Zoé,"Go; Rust|Go"').rows
    assert row.expertise == ("Go", "Rust")


def test_titles_and_empty_lines_before_the_header_are_passed_over() -> None:
    text = "sep=,\nExport of the staff\n\nMail,First name,Last name\nz@a.example,Zoé,Blanc\n"
    (row,) = read_people(text).rows
    assert (row.name, row.line) == ("Zoé Blanc", 5)


def test_nom_beside_prenom_is_the_family_name() -> None:
    assert read_people("mail;nom;prénom\nz@a.example;Blanc;Zoé").rows[0].name == "Zoé Blanc"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), (" \n\n", "empty"), ("a,b\n1,2", "no_header"), ("name\nZoé", "no_header"),
     ("mail\n" + '"' + "x" * 200_000 + '"', "not_a_table")],
)  # fmt: skip
def test_a_file_that_is_no_table_of_people_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadableTable) as error:
        read_people(text)
    assert error.value.reason == reason


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-2", "@SUM(A1)", " =cmd|' /C calc'!A0"])
def test_a_formula_is_refused(cell: str) -> None:
    assert troubles(f'mail,name\nz@a.example,"{cell}"\ny@a.example,Yves') == [(2, "formula")]


def test_a_lone_dash_means_empty() -> None:
    assert read_people("mail,name,team\nz@a.example,Zoé,-").rows[0].team == ""


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",Zoé,,,", "nobody"),
        ("z@a,Zoé,,,", "bad_mail"),
        ("z a@a.example,Zoé,,,", "bad_mail"),
        ("z@a.example,,,,", "no_name"),
        ("z@a.example,Zoé,klingon,,", "bad_language"),
        ("z@a.example,Zoé,,31/02/2024,", "bad_day"),
        ("z@a.example,Zoé,,soon,", "bad_day"),
        ("z@a.example,Zoé,,01/01/0024,", "bad_day"),
        ("z@a.example,Zoé,,2024-02-01,2024-01-01", "ends_before_it_starts"),
        (f"z@a.example,{'Z' * 121},,,", "too_long"),
    ],
)
def test_each_wrong_line_says_why_and_the_others_remain(line: str, reason: str) -> None:
    text = f"mail,name,language,joined,left\n{line}\ny@a.example,Yves,,,"
    assert troubles(text) == [(2, reason)]
    assert [row.name for row in read_people(text).rows] == ["Yves"]


def test_two_names_together_may_be_too_long() -> None:
    text = f"mail,first name,last name\nz@a.example,{'Z' * 100},{'B' * 100}"
    assert troubles(text) == [(2, "too_long")]


def test_doubles_are_left_out_whatever_their_capitals() -> None:
    text = "id,mail,name\n1,Z@a.example,Zoé\n2,z@A.example,Zora\n1,y@a.example,Yves"
    assert troubles(text) == [(3, "double_mail"), (4, "double_reference")]
    assert [trouble.detail for trouble in read_people(text).troubles] == ["2", "2"]


@pytest.mark.parametrize(
    ("written", "code"),
    [("", ""), ("FR", "fr"), ("Français", "fr"), ("en-GB", "en"), ("fr_FR", "fr")],
)
def test_languages_are_written_in_many_ways(written: str, code: str) -> None:
    assert read_people(f"mail,name,langue\nz@a.example,Zoé,{written}").rows[0].language == code


def test_days_are_iso_or_french() -> None:
    days = {
        parsed_day(day) for day in ("2026-11-02", "2026-11-02 08:00", "02/11/2026", "2.11.2026")
    }
    assert days == {date(2026, 11, 2)}
    assert parsed_day("") is None


def test_a_file_names_the_last_day_and_a_period_ends_the_day_after() -> None:
    assert read_people("id,end\n1,31/12/2025").rows[0].gone_on == date(2026, 1, 1)


def test_without_a_name_column_the_reference_stands_for_the_name() -> None:
    assert read_people("id\nu1").rows[0].name == "u1"


def test_the_same_column_twice_counts_once() -> None:
    assert (
        read_people("mail,name,e-mail\nz@a.example,Zoé,other@a.example").rows[0].email
        == "z@a.example"
    )


def test_short_lines_and_control_signs_do_no_harm() -> None:
    (row,) = read_people("mail,name,job\nz@a.example,Zo\x00\x07é").rows
    assert (row.name, row.job) == ("Zo é", "")


def test_stays_are_read_with_their_teams() -> None:
    text = "person,start,end,startups\nU1,2024-01-01,2024-12-31,a|b\n,,,c\nu2,x,,a\nu3,,,=a"
    file = read_stays(text)
    (row,) = file.rows
    assert (row.who, row.started_on, row.ended_on) == ("u1", date(2024, 1, 1), date(2025, 1, 1))
    assert row.teams == ("a", "b")
    assert [trouble.reason for trouble in file.troubles] == ["nobody", "bad_day", "formula"]
    assert file.doubtful == {"", "u2", "u3"}


def test_a_team_name_has_a_longest_length() -> None:
    file = read_stays(f"person,team\nu1,{'x' * 161}\nu2,{'x' * 100}|{'y' * 100}")
    assert [trouble.reason for trouble in file.troubles] == ["too_long"]
    assert len(file.rows) == 1


def refused_as(text: str) -> str:
    try:
        file = read_people(text)
    except UnreadableTable as error:
        return error.reason
    assert all(row.name and (row.email or row.reference) for row in file.rows)
    return ""


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_by_name(data: bytes) -> None:
    try:
        text = decoded(data)
    except UnreadableTable:
        return
    assert refused_as(text) in {"", "empty", "no_header", "not_a_table"}


@given(st.text(max_size=400))
def test_any_cells_are_read_or_become_a_trouble(text: str) -> None:
    headings = "mail,name,job,joined,left,expertise,langue\n"
    assert refused_as(headings + text) in {"", "not_a_table"}


@pytest.mark.parametrize("written", ["fr", "FR", "France", "FRANCE"])
def test_a_country_is_its_code_or_its_name(written: str) -> None:
    (row,) = read_people(f"mail,name,country\nz@a.example,Zoé,{written}").rows
    assert row.country == "fr"


def test_a_country_is_named_in_both_languages() -> None:
    for heading, name in (("pays", "Allemagne"), ("country", "Germany"), ("Pays", "etats-unis")):
        (row,) = read_people(f"mail,name,{heading}\nz@a.example,Zoé,{name}").rows
        assert row.country in {"de", "us"}


def test_what_is_no_country_is_a_trouble() -> None:
    assert troubles("mail,name,country\nz@a.example,Zoé,Atlantis") == [(2, "bad_country")]
