import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portevoix.curate.sources.boards.reading import read_board
from portevoix.curate.sources.boards.registry import BOARDS, board_named, board_of
from portevoix.curate.sources.feeds import parse_board
from portevoix.curate.sources.parsed import FeedLimits, FeedProblem
from tests.curate.said_by_boards import CAREERS, JSON, PERSONIO

KEYS = [board.key for board in BOARDS]
LISTS = {
    "greenhouse": "jobs", "smartrecruiters": "content", "ashby": "jobs", "teamtailor": "items",
    "recruitee": "offers", "workable": "jobs", "france_travail": "resultats", "bamboohr": "result",
    "pinpoint": "data",
}  # fmt: skip


def body_of(key, said=None):
    if key == "personio":
        return PERSONIO.encode()
    return json.dumps(JSON[key] if said is None else said).encode()


def read(key, said=None, url=None):
    body = said if isinstance(said, bytes) else body_of(key, said)
    board, address = board_of(CAREERS[key])
    return read_board(board, body, url or address, FeedLimits())


def problem_of(key, said, url=None):
    with pytest.raises(FeedProblem) as told:
        read(key, said, url)
    return told.value


@pytest.mark.parametrize("key", KEYS)
def test_a_board_gives_its_opening_in_plain_words(key):
    feed = read(key)
    assert feed.kind == key
    [entry] = feed.entries
    assert entry.title == "Keeper"
    assert "71" in entry.guid
    assert entry.url.startswith("https://")
    assert "Brest" in entry.opening.place.title()
    assert "<" not in entry.summary
    assert entry.opening.department != "" or key in {"teamtailor", "france_travail", "oracle"}
    assert feed.next_address == ""


@pytest.mark.parametrize("key", KEYS)
def test_a_board_is_recognised_by_its_page_and_by_its_data(key):
    board, address = board_of(CAREERS[key])
    assert board.key == key
    assert board_named(key) is board
    assert board_of(address) == (board, address)
    assert board.name


def test_what_each_system_says_of_the_work_is_kept():
    green = read("greenhouse").entries[0]
    assert green.summary == "Keep the lamps & horns."
    assert green.opening.employer == "Atelier"
    assert (green.opening.contract, green.opening.reference) == ("CDI", "R-71")
    assert green.opening.valid_through.isoformat() == "2026-12-01T00:00:00+00:00"
    assert green.published_at.isoformat() == "2026-08-01T06:00:00+00:00"
    lever = read("lever").entries[0]
    assert lever.opening.salary == "30000–40000 EUR / year"
    assert lever.opening.is_remote is False
    assert lever.published_at.isoformat() == "2026-09-01T08:00:00+00:00"
    assert read("recruitee").entries[0].published_at == lever.published_at
    assert read("ashby").entries[0].opening.salary == "€30K – €40K"
    assert read("teamtailor").entries[0].opening.country == "FR"
    assert read("personio").entries[0].opening.contract == "permanent, full-time"
    assert read("personio").entries[0].summary == "Keep the lamps lit."


def test_a_pay_that_its_board_hides_is_not_said():
    assert read("pinpoint").entries[0].opening.salary == ""


@pytest.mark.parametrize(
    ("key", "field", "value"),
    [("ashby", "isListed", False), ("recruitee", "status", "closed"),
     ("smartrecruiters", "visibility", "INTERNAL")],
)  # fmt: skip
def test_an_opening_that_its_board_keeps_to_itself_is_not_read(key, field, value):
    said = copy.deepcopy(JSON[key])
    said[LISTS[key]][0][field] = value
    assert read(key, said).entries == ()


@pytest.mark.parametrize("key", [*LISTS, "lever", "rippling", "oracle"])
def test_a_board_without_any_opening_is_no_problem(key):
    said = {**JSON[key], LISTS[key]: []} if key in LISTS else []
    said = {"items": [{"requisitionList": []}]} if key == "oracle" else said
    feed = read(key, said)
    assert feed.entries == ()
    assert feed.next_address == ""


def test_an_empty_personio_page_is_no_problem():
    assert read("personio", b"<?xml version='1.0'?><workzag-jobs></workzag-jobs>").entries == ()


@pytest.mark.parametrize("key", LISTS)
def test_a_list_that_is_gone_is_a_changed_shape_that_names_it(key):
    said = {"renamed": JSON[key][LISTS[key]]}
    told = problem_of(key, said)
    assert told.code == "changed_shape"
    assert told.detail == f"{LISTS[key]} is missing"
    assert problem_of(key, {LISTS[key]: {"0": {}}}).code == "changed_shape"


@pytest.mark.parametrize("key", [key for key in KEYS if key != "personio"])
def test_a_field_that_is_gone_is_a_changed_shape_that_names_it(key):
    board = board_named(key)
    for field in {*board.required.values(), *board.always}:
        said = copy.deepcopy(JSON[key])
        del board.jobs_in(said)[0][field]
        told = problem_of(key, said)
        assert told.code == "changed_shape"
        assert told.detail == f"{field} is missing in 1 of 1"


def test_one_malformed_job_among_sound_ones_is_left_out():
    [sound] = JSON["greenhouse"]["jobs"]
    jobs = [sound, {**sound, "id": 72}, {"id": 73}]
    assert len(read("greenhouse", {"jobs": jobs}).entries) == 2
    jobs = [sound, {"id": 72}, "not even a job"]
    assert problem_of("greenhouse", {"jobs": jobs}).code == "changed_shape"
    assert len(read("greenhouse", {"jobs": [sound, {"id": 72}]}).entries) == 1


def test_an_answer_that_is_no_json_is_unreadable_and_a_page_is_a_page():
    assert problem_of("lever", b'[{"id": 1').code == "unreadable"
    assert problem_of("lever", b"<!doctype html><title>Gone</title>").code == "html"
    assert problem_of("personio", b"<workzag-jobs><position>").code == "unreadable"
    assert problem_of("lever", {"ok": False}).detail == "the answer is not a list"
    assert problem_of("lever", b"[" * 100_000).code == "unreadable"


def test_a_board_with_more_jobs_than_are_read_is_refused_whole():
    [job] = JSON["greenhouse"]["jobs"]
    several = {"jobs": [{**job, "id": number} for number in range(4)]}
    body = json.dumps(several).encode()
    board, address = board_of(CAREERS["greenhouse"])
    with pytest.raises(FeedProblem, match="too_big: 4 jobs"):
        read_board(board, body, address, FeedLimits(entries=3))
    assert len(read_board(board, body, address, FeedLimits(entries=4)).entries) == 4


def test_a_job_repeated_for_each_of_its_places_is_one_opening():
    [job] = JSON["rippling"]
    [entry] = read("rippling", [job, {**job, "workLocation": {"label": "Nantes"}}, job]).entries
    assert entry.opening.place == "Brest · Nantes"


def test_a_long_answer_says_where_its_rest_stands():
    data = "https://api.smartrecruiters.com/v1/companies/Atelier/postings?limit=100"
    said = {**JSON["smartrecruiters"], "totalFound": 3}
    assert read("smartrecruiters", said).next_address == f"{data}&offset=1"
    said |= {"offset": 2}
    assert read("smartrecruiters", said, f"{data}&offset=2").next_address == ""
    said = {**JSON["teamtailor"], "next_url": "/jobs.json?page=2"}
    assert (
        read("teamtailor", said).next_address == "https://atelier.teamtailor.com/jobs.json?page=2"
    )
    said = {**JSON["workable"], "paging": {"next": "https://apply.workable.com/next"}}
    assert read("workable", said).next_address == "https://apply.workable.com/next"
    lever = "https://api.lever.co/v0/postings/atelier?mode=json&limit=1"
    assert read("lever", None, lever).next_address == f"{lever}&skip=1"
    search = "https://api.francetravail.io/partenaire/offresdemploi/v2/offres/search?range=0-0"
    assert read("france_travail", None, search).next_address.endswith("search?range=1-1")
    said = copy.deepcopy(JSON["oracle"])
    said["items"][0]["TotalJobsCount"] = 2
    assert "offset%3D1" in read("oracle", said).next_address


def test_an_endless_board_stops_where_its_api_does():
    search = "https://api.francetravail.io/partenaire/offresdemploi/v2/offres/search"
    offers = [{**JSON["france_travail"]["resultats"][0], "id": str(n)} for n in range(150)]
    said = {"resultats": offers}
    assert read("france_travail", said, f"{search}?range=3000-3149").next_address == ""


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://boards.greenhouse.io/embed/job_board?for=atelier",
         "https://boards-api.greenhouse.io/v1/boards/atelier/jobs?content=true"),
        ("https://job-boards.eu.greenhouse.io/atelier",
         "https://boards-api.greenhouse.io/v1/boards/atelier/jobs?content=true"),
        ("https://jobs.eu.lever.co/atelier/a-71",
         "https://api.eu.lever.co/v0/postings/atelier?mode=json"),
        ("https://jobs.smartrecruiters.com/Atelier/71-keeper",
         "https://api.smartrecruiters.com/v1/companies/Atelier/postings?limit=100"),
        ("https://atelier.workable.com/jobs/1",
         "https://apply.workable.com/api/v1/widget/accounts/atelier?details=true"),
        ("https://atelier.jobs.personio.com/?language=fr",
         "https://atelier.jobs.personio.com/xml?language=fr"),
        ("https://career.teamtailor.com/jobs", "https://career.teamtailor.com/jobs.json"),
    ],
)  # fmt: skip
def test_other_addresses_of_a_board_lead_to_its_data(url, address):
    assert board_of(url)[1] == address


@pytest.mark.parametrize(
    "url",
    [
        "", "not an address", "ftp://jobs.lever.co/atelier", "https://jobs.lever.co/",
        "https://jobs.lever.co.example.org/atelier", "https://example.org/?u=jobs.lever.co/atelier",
        "https://jobs.lever.co/../..", "https://jobs.lever.co/%2e%2e%2f", "https://[jobs.lever.co/a",
        "https://www.recruitee.com/pricing", "https://a.b.recruitee.com/", "https://greenhouse.io/x",
        "https://apply.workable.com/j/71AB", "https://jobs.lever.co:8443/atelier",
        "https://candidat.francetravail.fr/offres/recherche?motsCles=phare",
    ],
)  # fmt: skip
def test_what_is_no_board_is_left_to_others(url):
    assert board_of(url) is None


@given(st.text(max_size=80))
def test_no_address_at_all_breaks_the_recognition(text):
    for url in (text, f"https://{text}", f"https://jobs.lever.co/{text}"):
        found = board_of(url)
        assert found is None or found[1].startswith("http")


def places(node, path=()):
    """Every path of some JSON, leaves and branches."""
    yield path
    if len(path) > 20:
        return
    several = node.items() if isinstance(node, dict) else ()
    several = enumerate(node) if isinstance(node, list) else several
    for name, child in several:
        yield from places(child, (*path, name))


DEEP = json.loads("[" * 300 + "]" * 300)
STRANGE = st.sampled_from([
    None, True, False, "", " ", "\x00", "x" * 60_000, "<script>x</script>", -1, 0, 2**70, 1e308,
    [], {}, [None], [[]], [{}], {"": ""}, DEEP, ["a", 1, None, {}], {"name": {"name": []}},
    "2026-13-45", "99999999999", "https://[", "\ud800", float("nan"), float("inf"),
])  # fmt: skip


def outcome(key, body):
    try:
        return read(key, body).entries
    except FeedProblem as problem:
        if problem.code in {"changed_shape", "unreadable"}:
            return ()
        raise


def mutate(said, data):
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from([path for path in places(said) if path]))
        node = said
        for name in path[:-1]:
            node = node[name]
        act = data.draw(st.sampled_from(["drop", "rename", "replace"]))
        if act == "replace" or isinstance(node, list):
            node[path[-1]] = copy.deepcopy(data.draw(STRANGE))
        else:
            value = node.pop(path[-1])
            if act == "rename":
                node[f"{path[-1]}_2"] = value
        if not said:
            return


@pytest.mark.parametrize("key", sorted(JSON))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_mutation_of_an_answer_is_more_than_a_problem(key, data):
    said = copy.deepcopy(JSON[key])
    mutate(said, data)
    body = json.dumps(said).encode()
    if data.draw(st.integers(0, 4)) == 0:
        body = body[: data.draw(st.integers(0, len(body)))]
    for entry in outcome(key, body or b" "):
        assert entry.guid
        assert entry.title
        assert entry.url.startswith("http")
        assert len(entry.summary) <= 2_000
        assert "<script" not in entry.title + entry.summary
        assert "\x00" not in entry.title + entry.summary + entry.opening.place


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(PERSONIO)), st.text(alphabet="<>/&;xid[]!\x00é", max_size=12))
def test_no_mutation_of_xml_is_more_than_a_problem(cut, noise):
    said = (PERSONIO[:cut] + noise + PERSONIO[cut + 3 :]).encode()
    assert len(outcome("personio", said)) <= 1


def test_xml_reads_no_file_and_grows_no_laughs():
    doctype = """<!DOCTYPE workzag-jobs [<!ENTITY a SYSTEM "file:///etc/passwd">
      <!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
    said = PERSONIO.replace("<workzag", f"{doctype}<workzag", 1).replace("Keep the", "&a;&c; the")
    feed = read("personio", said.encode())
    assert "root:" not in str(feed)
    assert "haha" not in str(feed)


def test_a_board_is_read_out_of_our_process(parsers):
    board, address = board_of(CAREERS["greenhouse"])
    feed = parse_board(board.key, body_of("greenhouse"), "application/json", address)
    assert feed == read("greenhouse")
    with pytest.raises(FeedProblem, match="changed_shape: jobs is missing"):
        parse_board(board.key, b'{"positions": []}', "application/json", address)
    with pytest.raises(FeedProblem, match="empty"):
        parse_board(board.key, b"  ", "application/json", address)
    with pytest.raises(FeedProblem, match="too_big"):
        parse_board(board.key, b"[" * 21_000_000, "application/json", address)
