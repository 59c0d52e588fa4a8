"""What the watch reads: feeds of every kind and lists of feeds, parsed in a bounded child process.

Bytes come in, frozen values come out: bounded, free of markup and of control characters.
"""
