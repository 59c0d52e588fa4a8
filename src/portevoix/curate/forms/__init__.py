"""What people type into the watch."""
