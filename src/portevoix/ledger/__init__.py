"""The append-only, hash-chained record of acts.

It names actor and subject by opaque reference, has no foreign keys, and survives erasure.
Each entry carries the hash of the one before it: a change anywhere breaks the chain from there.
"""
