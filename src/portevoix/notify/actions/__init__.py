"""What changes in reaching people: letters on their way, and what is asked."""
