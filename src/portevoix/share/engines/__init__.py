"""Heavy or delicate machinery of sharing: the journal of clicks, the recognition of robots."""
