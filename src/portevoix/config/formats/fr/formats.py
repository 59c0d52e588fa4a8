"""Dates in French; no-break spaces keep a day with its month and an hour with its minutes."""

DATE_FORMAT = "j\u00a0F Y"
TIME_FORMAT = "G\u00a0\\h\u00a0i"
DATETIME_FORMAT = "j\u00a0F Y à G\u00a0\\h\u00a0i"
MONTH_DAY_FORMAT = "j\u00a0F"
