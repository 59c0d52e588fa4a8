"""Dates in French."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"j F Y à H \h i"
MONTH_DAY_FORMAT = "j F"
