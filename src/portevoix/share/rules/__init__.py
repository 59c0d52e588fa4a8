"""What is true of a share: its words, its moments, its publication, and who clicked on it."""
