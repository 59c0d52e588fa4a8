"""The commands of `portevoix`."""
