from __future__ import annotations

from datetime import date

from portevoix.people.rules.importing.plan import Plan, Step, plan_of
from portevoix.people.rules.importing.rows import StaysFile, read_people, read_stays
from portevoix.people.rules.importing.state import Known, State, Wishes

DAY = date(2026, 11, 2)


def zoe(**facts: object) -> Known:
    given: dict[str, object] = {
        "pk": 1, "reference": "z", "email": "z@a.example", "name": "Zoé", "job": "Designer",
        "language": "fr", "joined_on": date(2024, 1, 1), "left_on": None, "team": "Studio",
    }  # fmt: skip
    return Known(**{**given, **facts})  # type: ignore[arg-type]


def planned(
    text: str, *known: Known, stays: str = "", topics: dict[str, str] | None = None,
    erased: frozenset[str] = frozenset(), **wishes: bool,
) -> Plan:  # fmt: skip
    state = State(known, topics or {}, erased)
    file = read_stays(stays) if stays else StaysFile()
    return plan_of(read_people(text), file, state, Wishes(DAY, **wishes))


def only(plan: Plan) -> Step:
    assert plan.troubles == ()
    (step,) = plan.steps
    return step


def reasons(plan: Plan) -> list[str]:
    return [trouble.reason for trouble in plan.troubles]


def test_somebody_unknown_is_new() -> None:
    step = only(planned("id,mail,name,team\ny,y@a.example,Yves,Studio"))
    assert (step.kind, step.pk, step.team) == ("new", None, "Studio")
    assert step.values == {"reference": "y", "email": "y@a.example", "name": "Yves"}


def test_what_is_known_is_unchanged_whatever_the_capitals() -> None:
    step = only(planned("id,mail,name,team\nz,Z@A.example,Zoé,studio", zoe()))
    assert step.kind == "unchanged"


def test_only_what_differs_changes() -> None:
    step = only(planned("mail,name,job\nz@a.example,Zoé,Lead designer", zoe()))
    assert (step.kind, step.values) == ("changed", {"job": "Lead designer"})


def test_an_empty_cell_changes_nothing() -> None:
    text = "id,mail,name,job,team,langue,joined\nz,,Zoé,,,,"
    assert only(planned(text, zoe())).kind == "unchanged"


def test_a_reference_is_added_to_whom_a_mail_finds() -> None:
    step = only(planned("id,mail,name\nz9,z@a.example,Zoé", zoe(reference="")))
    assert step.values == {"reference": "z9"}


def test_the_reference_does_not_replace_a_name() -> None:
    assert only(planned("id\nz", zoe())).kind == "unchanged"


def test_a_departure_that_has_come_is_one() -> None:
    step = only(planned("id,left\nz,01/11/2026", zoe()))
    assert (step.kind, step.values) == ("leaves", {"left_on": DAY})


def test_on_the_last_day_and_before_nobody_has_left() -> None:
    for last in ("2026-11-02", "2027-01-01"):
        assert only(planned(f"id,left\nz,{last}", zoe())).kind == "unchanged"


def test_who_left_and_is_listed_without_departure_comes_back() -> None:
    step = only(planned("id,left\nz,", zoe(left_on=date(2026, 1, 1))))
    assert (step.kind, step.values) == ("returns", {"left_on": None})


def test_a_file_that_is_silent_on_departures_brings_nobody_back() -> None:
    assert only(planned("id\nz", zoe(left_on=date(2026, 1, 1)))).kind == "unchanged"


def test_another_team_is_a_move() -> None:
    step = only(planned("id,team\nz,Lab", zoe()))
    assert (step.kind, step.team) == ("changed", "Lab")


def test_who_leaves_does_not_move() -> None:
    assert only(planned("id,team,left\nz,Lab,2026-01-01", zoe())).team == ""


def test_absent_people_stay_unless_the_list_is_complete() -> None:
    text = "id\nz"
    other = zoe(pk=2, reference="y", email="y@a.example", name="Yves")
    assert planned(text, zoe(), other).count("leaves") == 0
    plan = planned(text, zoe(), other, is_complete=True)
    (step,) = plan.changes
    assert (step.kind, step.pk, step.line, step.values) == ("leaves", 2, 0, {"left_on": DAY})


def test_who_left_already_does_not_leave_again() -> None:
    other = zoe(pk=2, reference="y", email="", left_on=date(2026, 1, 1))
    assert planned("id\nz", zoe(), other, is_complete=True).changes == ()


def test_no_administrator_leaves_by_a_file() -> None:
    ada = zoe(is_administrator=True)
    assert reasons(planned("id,left\nz,2026-01-01", ada)) == ["administrator"]
    assert reasons(planned("id\ny", ada, is_complete=True)) == ["administrator"]


def test_more_than_a_tenth_leaving_is_alarming() -> None:
    crowd = [zoe(pk=n, reference=f"r{n}", email="") for n in range(20)]
    lines = [f"r{n},{'2026-01-01' if n < 3 else ''}" for n in range(20)]
    assert planned("id,left\n" + "\n".join(lines), *crowd).is_alarming
    lines[0] = "r0,"
    assert not planned("id,left\n" + "\n".join(lines), *crowd).is_alarming


def test_past_members_who_are_new_alarm_nobody() -> None:
    plan = planned("id,left\ny,2020-01-01", zoe())
    assert (plan.count("new"), plan.is_alarming) == (1, False)
    assert only(plan).values["left_on"] == date(2020, 1, 2)


def test_the_erased_do_not_come_back() -> None:
    plan = planned("id,mail,name\nY,y@a.example,Yves", erased=frozenset({"y"}))
    assert (plan.steps, reasons(plan)) == ((), ["erased"])
    plan = planned("id,mail,name\nx,Y@a.example,Yves", erased=frozenset({"y@a.example"}))
    assert reasons(plan) == ["erased"]


def test_lines_that_contradict_what_is_known_are_left_out() -> None:
    yves = zoe(pk=2, reference="y", email="y@a.example")
    assert reasons(planned("id,mail\nz,y@a.example", zoe(), yves)) == ["mail_taken"]
    assert reasons(planned("id,mail\nq,z@a.example", zoe())) == ["other_reference"]
    both = "id,mail\nz,\n,z@a.example"
    assert reasons(planned(both, zoe())) == ["same_person"]


def test_skills_find_topics_and_unknown_ones_are_listed() -> None:
    topics = {"k8s": "kubernetes", "kubernetes": "kubernetes"}
    plan = planned("id,skills\nz,K8s|Kubernetes|Alchemy", zoe(), topics=topics)
    assert only(plan).topics == ("kubernetes",)
    assert plan.vocabulary.unknown == (("Alchemy", 1),)


def test_unknown_skills_become_topics_when_wished() -> None:
    long, signs = "x" * 81, "!!"
    text = f"id,skills\nz,Alchemy|alchemy!|{long}|{signs}"
    plan = planned(text, zoe(), adds_topics=True)
    assert plan.vocabulary.additions == (("alchemy", "Alchemy"),)
    assert {term for term, _ in plan.vocabulary.unknown} == {long, signs}
    assert only(plan).topics == ("alchemy",)


def test_a_skill_whose_slug_exists_is_that_topic() -> None:
    plan = planned("id,skills\nz,C++", zoe(), topics={"cpp": "c-plus-plus"}, adds_topics=True)
    assert plan.vocabulary.additions == ()
    assert only(plan).topics == ("c-plus-plus",)


def test_what_she_chose_herself_is_left_alone() -> None:
    known = zoe(has_chosen_topics=True)
    assert only(planned("id,skills\nz,Go", known, topics={"go": "go"})).kind == "unchanged"


def test_stays_decide_who_is_here_since_when() -> None:
    stays = "person,start,end,team\nz,2020-01-01,2020-12-31,A\nZ,2022-01-01,2022-06-30,B|A"
    step = only(planned("id,team\nz,Studio", stays=stays))
    assert step.values["joined_on"] == date(2020, 1, 1)
    assert step.values["left_on"] == date(2022, 7, 1)
    assert [stay.team for stay in step.stays] == ["A", "B", "A"]
    assert step.team == ""


def test_an_open_stay_keeps_her_here() -> None:
    stays = "person,start,end,team\nz,2020-01-01,2020-12-31,A\nz,2022-01-01,,A"
    assert "left_on" not in only(planned("id\nz", stays=stays)).values


def test_the_same_stay_twice_is_the_longer_one() -> None:
    stays = (
        "person,start,end,team\nz,2020-01-01,2020-12-31,A\nz,2020-01-01,2021-12-31,a\n"
        "z,2022-01-01,,B\nz,2022-01-01,2022-02-01,B\nz,2023-01-01,2023-02-01,C\nz,2023-01-01,,C"
    )
    ends = {stay.team.lower(): stay.ended_on for stay in only(planned("id\nz", stays=stays)).stays}
    assert ends == {"a": date(2022, 1, 1), "b": None, "c": None}


def test_known_stays_are_not_written_again() -> None:
    known = zoe(stays={("a", date(2024, 1, 1)): None})
    stays = "person,start,end,team\nz,2024-01-01,,A"
    assert only(planned("id\nz", known, stays=stays)).kind == "unchanged"


def test_an_unreadable_stay_makes_nobody_leave() -> None:
    stays = "person,start,end,team\nz,2020-01-01,2020-12-31,A\nz,2022-01-01,maybe,A"
    plan = planned("id\nz", zoe(), stays=stays)
    assert (plan.count("leaves"), reasons(plan)) == (0, ["bad_day"])
    assert "left_on" not in planned("id\nz", stays=stays).steps[0].values


def test_stays_by_mail_address_count_too() -> None:
    stays = "mail,start,team\nz@a.example,2020-01-01,A"
    assert [s.team for s in only(planned("mail,name\nz@a.example,Z", stays=stays)).stays] == ["A"]


def test_a_stay_of_somebody_who_is_not_in_the_file_is_named() -> None:
    assert reasons(planned("id\nz", zoe(), stays="person,team\nq,A")) == ["stranger"]


def test_a_country_is_written_where_it_is_said() -> None:
    text = "id,mail,name,country\nz,,Zoé,be"
    assert only(planned(text, zoe(country="fr"))).values == {"country": "be"}
    assert only(planned(text, zoe(country="be"))).kind == "unchanged"
    assert only(planned("id,mail,name,country\nz,,Zoé,", zoe(country="be"))).kind == "unchanged"
