"""One's own voice: each person publishes her own words on her own accounts, when she wants to.

Nothing leaves without its owner's act on that very text, and nothing leaves twice.
Networks are asked through one Protocol; what cannot be proved is asked of the person.
"""
