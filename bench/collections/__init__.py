"""Collections of texts by author that are not in the repository, made from what a machine has."""
