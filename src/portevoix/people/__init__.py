"""Who works here, in which team, and what they know.

Persons, teams, topics, expertise (declared, endorsed by peers) and roles.
Nothing here says what a person did or did not do.
"""
