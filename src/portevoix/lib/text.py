"""Words of French and English texts: folded, stemmed, compared; no language has to be known.

Accents and case are folded, so a text typed without accents meets the one typed with them. Every
word goes through the French stemmer and then the English one (Snowball): French articles are full
of English terms, and the same term must give the same stem in both. A word in -a goes through the
English one alone: the French one takes it for a past tense, and "data" would be one with "date".
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from math import ceil
from threading import Lock

import snowballstemmer

_FRENCH = snowballstemmer.stemmer("french")
_ENGLISH = snowballstemmer.stemmer("english")
_ONE_AT_A_TIME = Lock()

STOP_WORDS = frozenset(
    # French
    """a ai ainsi alors apres as au aucun aujourd aussi autre autres aux avant avec avez avons bien
    car ce ceci cela celle celles celui ces cet cette ceux chaque chez comme comment dans de
    depuis des dont du elle elles en encore entre es est et etaient etait etant ete etes etre
    eu eux faire fait fois font hors hui ici il ils je la le les leur leurs lors lui ma mais me
    meme memes mes moi mon ne ni non nos notre nous on ont ou par parce pas peu peut peuvent
    plus pour pourquoi puis quand que quel quelle quelles quels qui quoi sa sans se sera seront
    ses si soit son sont sous sur ta te tes toi ton tous tout toute toutes tres tu un une vers
    voici voila vos votre vous y"""
    # English
    """ about all also am an and any are at be because been before being between both but by can
    could did do does doing down during each few for from had has have having he her here hers him
    his how however i if in into is it its just may more most my no nor not of off only or other our
    out over own same she should so some such than that the their them then there these they this
    those through to too under until up us very was we were what when where which while who why will
    with would you your""".split()
)

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# What an elision glues to the next word, and what English glues to the word before.
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\w)", re.IGNORECASE)
_CLITIC = re.compile(r"(?:n't|'(?:s|re|ve|ll|d|m))\b", re.IGNORECASE)
_WORD = re.compile(
    r"[^\W_]+\.(?:js|net|io|ai|py)\b"  # node.js, asp.net
    r"|(?<!\w)\.net\b"
    r"|(?<!\w)[cf](?:\+\+|\#)(?!\w)"  # c++, c#, f#
    r"|\b[^\W_]&[^\W_]\b"  # r&d
    r"|[^\W_]+",
    re.IGNORECASE,
)
# Nouns (data, media, schema), and not the future of a verb (publiera, finira).
_NOUN_IN_A = re.compile(r"(?<![ei]r)as?$")
_ATTRIBUTION = re.compile(r"\s+[|·]\s+[^|·]*$")
SAME_TITLE = 0.75  # shared part of the words, above which two titles tell the same story


def folded(text: str) -> str:
    """The text without case nor accents; letters that fold into several (ß, œ) are spelt out."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def surface_words(text: str) -> tuple[str, ...]:
    """The words as written, in order, without addresses, elisions and contractions."""
    straight = unicodedata.normalize("NFC", text).replace("’", "'").replace("ʼ", "'")
    bare = _CLITIC.sub(" ", _ELISION.sub(" ", _ADDRESS.sub(" ", straight)))
    return tuple(_WORD.findall(bare))


def spelt_words(text: str) -> Iterator[re.Match[str]]:
    """Where the words stand in a text, as written; an elision is a word of its own."""
    return _WORD.finditer(text)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """What the forms of a word share, accents and case folded; terms like c++ stay whole."""
    plain = folded(word)
    if not plain.isalpha():
        return plain
    # A stemmer holds the word that it works on: threads would finish each other's words.
    with _ONE_AT_A_TIME:
        rooted = plain if _NOUN_IN_A.search(plain) else _FRENCH.stemWord(plain)
        return str(_ENGLISH.stemWord(rooted))


_ORDINALS = frozenset(
    stem(word)
    for word in """premier premiere deuxieme second seconde troisieme quatrieme cinquieme dernier
    derniere first third fourth fifth last deux trois quatre cinq two three four five""".split()
)


@lru_cache(maxsize=100_000)
def is_telling(word: str) -> bool:
    """Whether a word can tell what a text is about: neither a stop word nor a lone letter."""
    return len(word) > 1 and folded(word) not in STOP_WORDS


def stems(text: str) -> tuple[str, ...]:
    """The stems of the telling words, in order."""
    return tuple(stem(word) for word in surface_words(text) if is_telling(word))


def pairs(words: tuple[str, ...]) -> tuple[str, ...]:
    """The neighbours, two by two, joined by a space."""
    return tuple(f"{one} {other}" for one, other in pairwise(words))


def title_signature(title: str) -> frozenset[str]:
    """What two titles of one story share: their stems and numbers, without the site at the end."""
    written = surface_words(_ATTRIBUTION.sub("", title))
    telling = {stem(word) for word in written if is_telling(word) or word.isdigit()}
    return frozenset(telling or map(folded, written)) or frozenset({folded(title).strip()})


def is_ordinal(stemmed: str) -> bool:
    """Whether a stem counts: it holds a digit, or is an ordinal of either language."""
    return stemmed in _ORDINALS or any(map(str.isdigit, stemmed))


def near_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two signatures tell one story: most words shared, and every number.

    The second part of a story is not its first part, and version 3 is not version 2.
    """
    shared = len(one & other)
    if shared < SAME_TITLE * (len(one) + len(other) - shared):
        return False
    return not any(map(is_ordinal, one ^ other))


def near_same_titles(one: str, other: str) -> bool:
    """Whether two titles tell one story."""
    return near_same(title_signature(one), title_signature(other))


def near_same_groups(signatures: Sequence[frozenset[str]]) -> tuple[frozenset[int], ...]:
    """For each signature, the places of the others that tell its story.

    Only signatures that share one of their rarest words are compared: those that share none cannot
    reach the threshold (prefix filtering, Chaudhuri and others 2006).
    """
    seen_in = Counter(chain.from_iterable(signatures))
    by_word: defaultdict[str, list[int]] = defaultdict(list)
    groups: list[set[int]] = [set() for _ in signatures]
    for place, signature in enumerate(signatures):
        rarest = sorted(signature, key=lambda word: (seen_in[word], word))
        prefix = rarest[: len(rarest) - ceil(SAME_TITLE * len(rarest)) + 1]
        for other in {other for word in prefix for other in by_word[word]}:
            if near_same(signature, signatures[other]):
                groups[place].add(other)
                groups[other].add(place)
        for word in prefix:
            by_word[word].append(place)
    return tuple(map(frozenset, groups))
