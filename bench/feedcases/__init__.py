"""How a reader of feeds is judged: published cases, and one mapping for every reader."""
