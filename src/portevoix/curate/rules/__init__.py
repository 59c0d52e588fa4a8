"""What is true of the watch: when a source is read again, and what two addresses share."""
