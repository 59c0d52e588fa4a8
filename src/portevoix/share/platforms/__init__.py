"""The networks, one file each, behind one Protocol.

Each knows its name, its limits, its share page, and what proves that a post exists.
They hold no state and open no connection: whoever calls gives them what carries a request.
"""
