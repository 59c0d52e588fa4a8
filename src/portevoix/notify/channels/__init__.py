"""The ways to reach a person, each behind one Protocol (`letters`)."""
