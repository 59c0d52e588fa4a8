"""The watch: sources are read, items kept once, and each person finds those of her field first.

Data flows from sources to items to what a person answered; ranking is a pure function of those.
Nothing here knows that anything can be shared.
"""
