"""How people are reached, when each of them wants it: mail now.

Nothing is on by itself, nothing leaves outside somebody's hours, and nothing is sent twice: a
letter whose fate is unknown is never sent again. What a letter says is made downstream.
"""
