"""Ten thousand publications through crashes: the faulty networks, the workers, the reckoning."""
