"""The code of a short link: too long to guess, and readable aloud."""

# No 0 O, 1 I l: 57 signs that nobody mistakes for one another.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LENGTH = 12
# Enough that the remainder of the division favours no sign by more than 2**-57.
BYTES = 16


def link_code(drawn: bytes) -> str:
    """Write 16 random bytes as a code of 12 signs, 69.9 bits; refuses fewer bytes."""
    if len(drawn) < BYTES:
        raise ValueError(f"a code needs {BYTES} random bytes")
    number = int.from_bytes(drawn)
    signs = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)
