"""How pages are made and how anything leaves the machine: guards, fetching, charts, tags.

A view is a function behind one decorator that says its audience and whether it writes.
Looking never changes anything: a GET can only SELECT.
"""
