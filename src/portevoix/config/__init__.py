"""Where everything is put together: settings, URLs, the schedule, the servers' entry points."""
