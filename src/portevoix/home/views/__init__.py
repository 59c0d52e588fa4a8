"""Pages made of several capabilities."""
