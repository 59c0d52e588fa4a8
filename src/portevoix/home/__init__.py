"""Pages made of several capabilities: today, the studio, the desk, my data.

It asks the capabilities below it and acts through them; it stores nothing.
"""
