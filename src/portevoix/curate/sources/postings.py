"""Openings as schema.org says them (JobPosting), from whatever wrote them to one entry each."""

from hashlib import sha256
from typing import Any

from portevoix.curate.sources.loose import (
    at,
    flag_at,
    joined_address,
    joined_text,
    moment_at,
    nodes_at,
    read_moment,
    short,
    text_at,
    words_at,
)
from portevoix.curate.sources.parsed import Entry, bounded_entry

MOST_PLACES = 3
# schema.org's `baseSalary.value.unitText`, and what the wild puts there.
PERIODS = {"HOUR": "hour", "DAY": "day", "WEEK": "week", "MONTH": "month", "YEAR": "year"}


def posting_entry(said: dict[str, Any], url: str, *, is_alone: bool) -> Entry | None:
    """Build the entry of one JobPosting, or nothing when it names no work.

    One that is alone on its page needs no other name than the page's address.
    """
    title = words_at(said, "title", "name", most=300)
    if not title:
        return None
    address = joined_address(url, text_at(said, "url", "mainEntityOfPage", "@id")) or url
    employer = words_at(said, *_named("hiringOrganization"), most=160)
    place = place_of(said)
    reference = text_at(said, "identifier.value", "identifier.@value", "identifier")
    return bounded_entry(
        {
            "guid": _guid(said, url, "" if is_alone else joined_text(title, employer, place)),
            "url": address,
            "title": title,
            "summary": words_at(said, "description", "responsibilities"),
            "author": employer,
            "image_url": joined_address(url, text_at(said, "image.url", "image")),
            "published_at": moment_at(said, "datePosted", "datePublished"),
            "updated_at": moment_at(said, "dateModified"),
            "categories": [words_at(said, *_named("industry"), most=80)],
            "language": text_at(said, "inLanguage"),
            "opening": {**opening_facts(said), "employer": employer, "reference": reference},
        }
    )


def opening_facts(said: dict[str, Any]) -> dict[str, Any]:
    """Return what one JobPosting says of the work: place, contract, pay, last day."""
    return {
        "place": place_of(said),
        "country": _country(said),
        "is_remote": _is_remote(said),
        "contract": _several(said, "employmentType"),
        "salary": _salary(said),
        "valid_through": _last_moment(said),
        "department": words_at(said, *_named("employmentUnit"), most=120),
    }


def place_of(said: dict[str, Any]) -> str:
    """Return where the work is done, in the posting's words: its first few places."""
    places = nodes_at(said, "jobLocation", MOST_PLACES)
    if not places:
        return words_at(said, "jobLocation", most=200)
    return joined_text(*filter(None, map(_place, places)), by=" · ")


def salary_text(least: Any, most: Any, currency: str, period: str) -> str:
    """Spell a range of pay as it was said: `40000–50000 EUR / year`."""
    ends = list(dict.fromkeys(filter(None, (_amount(least), _amount(most)))))
    if not ends:
        return ""
    unit = PERIODS.get(period.upper(), period.lower())
    return short(f"{'–'.join(ends)} {currency}".strip() + (f" / {unit}" if unit else ""), 200)


def _place(said: dict[str, Any]) -> str:
    address = at(said, "address")
    if isinstance(address, str):
        return short(address)
    parts = ("addressLocality", "addressRegion")
    words = joined_text(*(words_at(address, name, most=80) for name in parts))
    return words or words_at(said, "name", most=120) or words_at(address, "name", most=120)


def _country(said: dict[str, Any]) -> str:
    return words_at(
        said,
        "jobLocation.address.addressCountry.name",
        "jobLocation.address.addressCountry",
        "applicantLocationRequirements.name",
        most=80,
    )


def _is_remote(said: dict[str, Any]) -> bool | None:
    # The standard knows one value only: it says that all of the work may be done from afar.
    return (
        True
        if "TELECOMMUTE" in text_at(said, "jobLocationType").upper()
        else flag_at(said, "remote")
    )


def _salary(said: dict[str, Any]) -> str:
    pay = at(said, "baseSalary") or at(said, "estimatedSalary")
    pay = pay[0] if isinstance(pay, list) and pay else pay
    currency = text_at(pay, "currency") or text_at(said, "salaryCurrency")
    if not isinstance(pay, dict):
        return salary_text(pay, None, currency, "")
    value = pay["value"] if isinstance(pay.get("value"), dict) else pay
    least, most = text_at(value, "minValue", "value"), text_at(value, "maxValue")
    return salary_text(least, most, currency, text_at(value, "unitText", "duration"))


def _amount(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = text_at({"value": value}, "value").removesuffix(".0")
    return "" if text in {"0", "0.00"} else short(text, 60)


def _last_moment(said: dict[str, Any]) -> Any:
    text = text_at(said, "validThrough")
    # A day alone is meant whole: the opening is open until its end.
    whole = f"{text[:10]}T23:59:59" if len(text) == len("2026-01-31") else ""
    return read_moment(whole) or read_moment(text)


def _several(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    several = value[:5] if isinstance(value, list) else [value]
    return joined_text(*(words_at({"value": one}, "value", most=60) for one in several))


def _named(path: str) -> tuple[str, str, str]:
    return f"{path}.name", f"{path}.legalName", path


def _guid(said: dict[str, Any], url: str, words: str) -> str:
    name, value = text_at(said, "identifier.name"), text_at(said, "identifier.value")
    if value:
        return joined_text(name, value, by=" ")
    known = joined_address(url, text_at(said, "url", "@id"))
    plain = text_at(said, "identifier")
    # Several postings of one page share its address: the words tell them apart.
    own = f"{url}#{sha256(words.encode()).hexdigest()[:16]}" if words else url
    return plain or known or own
