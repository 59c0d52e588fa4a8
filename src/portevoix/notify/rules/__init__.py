"""What is true of reaching people: pure functions of values."""
