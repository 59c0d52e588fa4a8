"""What is true of figures: which sums may be released, what each figure means."""
