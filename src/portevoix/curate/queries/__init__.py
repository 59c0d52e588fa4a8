"""What we ask of the watch."""
