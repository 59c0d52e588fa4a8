"""Heavy computation of the watch: the language of a text, pictures, readers side by side."""
