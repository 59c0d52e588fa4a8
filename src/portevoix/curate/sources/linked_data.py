"""What a page says of itself in schema.org's terms: JSON-LD, microdata and RDFa, as one JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from portevoix.curate.sources.loose import every_node

MOST_SCRIPTS = 30
MOST_NODES = 2_000
LONGEST_SCRIPT = 2_000_000
LONGEST_TEXT = 20_000
COMMENTS = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)", re.I)
ENDS = re.compile(r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$")
TRAILING_COMMA = re.compile(r",(\s*[}\]])")
VOCABULARY = re.compile(r"^(?:https?://)?(?:www\.)?schema\.org/|^schema:", re.I)
# Where the value of an element that marks a property stands, when it is not its text.
VALUED = {
    "meta": "content", "a": "href", "link": "href", "area": "href", "img": "src", "audio": "src",
    "video": "src", "source": "src", "iframe": "src", "embed": "src", "object": "data",
    "time": "datetime", "data": "value", "meter": "value",
}  # fmt: skip


def linked_nodes(page: HtmlElement) -> list[dict[str, Any]]:
    """Return every node the page declares, from the outside in, whatever the syntax."""
    found: list[dict[str, Any]] = []
    for said in [*json_scripts(page), *_marked(page, MICRODATA), *_marked(page, RDFA)]:
        for node in every_node(said):
            found.append(node)
            if len(found) >= MOST_NODES:
                return found
    return found


def is_a(node: dict[str, Any], names: frozenset[str]) -> bool:
    """Say whether a node is of one of some types of schema.org."""
    return not names.isdisjoint(types_of(node))


def types_of(node: dict[str, Any]) -> list[str]:
    """Return the types of a node, without their vocabulary."""
    said = node.get("@type")
    several = said if isinstance(said, list) else [said]
    return [VOCABULARY.sub("", one.strip()) for one in several if isinstance(one, str)]


def json_scripts(page: HtmlElement) -> Iterator[Any]:
    """Yield what the JSON-LD scripts of a page say, mended where real sites break it."""
    scripts = page.iterfind(".//script")
    linked = (one for one in scripts if "ld+json" in (one.get("type") or "").lower())
    for position, script in enumerate(linked):
        text = script.text or ""
        if position >= MOST_SCRIPTS or len(text) > LONGEST_SCRIPT:
            continue
        if (said := _said(text)) is not None:
            yield said


def _said(text: str) -> Any:
    bare = ENDS.sub("", COMMENTS.sub("", text)).strip().rstrip(";")
    for version in (bare, TRAILING_COMMA.sub(r"\1", bare)):
        try:
            # Not strict: raw line ends and tabs inside texts are the commonest fault of all.
            return json.loads(version, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


class _Syntax(NamedTuple):
    """The attributes that open a node and mark a property."""

    kind: str
    property: str


MICRODATA = _Syntax("itemtype", "itemprop")
RDFA = _Syntax("typeof", "property")


def _marked(page: HtmlElement, syntax: _Syntax) -> list[dict[str, Any]]:
    """Read marked elements in one walk: each property goes to the nearest node that encloses it."""
    roots: list[dict[str, Any]] = []
    nodes: dict[HtmlElement, dict[str, Any]] = {}
    for element in page.xpath(f".//*[@{syntax.kind}]"):
        if len(nodes) >= MOST_NODES:
            break
        nodes[element] = {"@type": (element.get(syntax.kind) or "").split()}
    for element, node in nodes.items():
        if not element.get(syntax.property) or _holder(element, nodes) is None:
            roots.append(node)
    if nodes:
        _fill(page, nodes, syntax)
    return roots


def _fill(page: HtmlElement, nodes: dict[HtmlElement, dict[str, Any]], syntax: _Syntax) -> None:
    for count, element in enumerate(page.xpath(f".//*[@{syntax.property}]")):
        holder = _holder(element, nodes)
        if holder is None or count > MOST_NODES:
            continue
        value = nodes[element] if element in nodes else _value(element)
        for name in (element.get(syntax.property) or "").split()[:4]:
            _add(holder, VOCABULARY.sub("", name), value)


def _holder(
    element: HtmlElement, nodes: dict[HtmlElement, dict[str, Any]]
) -> dict[str, Any] | None:
    return next((nodes[one] for one in element.iterancestors() if one in nodes), None)


def _add(node: dict[str, Any], name: str, value: Any) -> None:
    known = node.get(name)
    if known is None:
        node[name] = value
    elif isinstance(known, list):
        known.append(value)
    else:
        node[name] = [known, value]


def _value(element: HtmlElement) -> str:
    if (content := element.get("content")) is not None:
        return str(content)
    attribute = VALUED.get(str(element.tag))
    said = element.get(attribute) if attribute else None
    return str(said) if said else " ".join("".join(element.itertext()).split())[:LONGEST_TEXT]
