"""What changes in people: founding, joining, moving, leaving, knowing, confirming, importing."""
