"""What is true of people."""
