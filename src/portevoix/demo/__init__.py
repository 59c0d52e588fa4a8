"""The fictional organisation: invented people with eight weeks of life, always the same.

It is built only through the actions that real people use, and is marked as a demonstration.
"""
