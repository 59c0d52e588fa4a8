"""What is true of trust."""
