import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portevoix.share.rules.bluesky_text import facets_of, record_key

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
# The syntax of a TID in the AT Protocol's specification.
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")


def spans(text: str) -> list[tuple[str, str, str]]:
    written = text.encode()
    return [
        (facet.kind, facet.value, written[facet.start : facet.end].decode())
        for facet in facets_of(text)
    ]


def test_offsets_count_bytes_and_not_signs() -> None:
    assert spans("👩‍💻 été #CloudNatif, @ines.example : https://a.example/é.") == [
        ("tag", "CloudNatif", "#CloudNatif"),
        ("mention", "ines.example", "@ines.example"),
        ("link", "https://a.example/é", "https://a.example/é"),
    ]


def test_what_only_looks_like_a_tag_or_a_mention_is_text() -> None:
    assert spans("ines@atelier.example #1 # #️⃣ n#x @ines") == []
    assert spans("https://a.example/#part/@ines.example") == [
        ("link", "https://a.example/#part/@ines.example", "https://a.example/#part/@ines.example")
    ]
    assert spans("#" + "a" * 65) == []


@given(st.text(alphabet="a#@. é👩‍💻/:https"))
def test_every_span_is_whole_signs_and_none_overlap(text: str) -> None:
    ends = 0
    for facet in facets_of(text):
        assert facet.start >= ends
        text.encode()[facet.start : facet.end].decode()
        ends = facet.end


@given(st.text(), st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_a_record_key_is_a_tid_and_always_the_same(key: str, moment: datetime) -> None:
    stamp = moment.replace(tzinfo=UTC)
    assert TID.fullmatch(record_key(key, stamp))
    assert record_key(key, stamp) == record_key(key, stamp)


def test_record_keys_sort_by_time_and_do_not_meet() -> None:
    keys = [record_key(str(n), AT + timedelta(seconds=n)) for n in range(1000)]
    assert keys == sorted(keys)
    assert len({record_key(str(n), AT) for n in range(5000)}) == 5000
