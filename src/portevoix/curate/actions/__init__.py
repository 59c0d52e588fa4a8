"""What changes in the watch: sources, what they bring, and what people answer."""
