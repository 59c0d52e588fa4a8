"""What a file of people says, and what would follow from it."""
