"""Pure helpers without Django and without domain: text, periods, intervals, sealing."""
