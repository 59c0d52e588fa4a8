"""What a voice really does: figures with their provenance and how sure they are.

Everything here is a cache over facts upstream, filled up to a watermark, and can be emptied.
Groups are shown only when enough voices speak; nobody learns who did not share.
"""
