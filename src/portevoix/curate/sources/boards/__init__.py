"""Job boards, one file for each recruiting system, behind one Protocol.

Each knows the addresses its maker documents, and which field of an answer says what.
They hold no state and open no connection: an address goes out, bytes come in.
"""
