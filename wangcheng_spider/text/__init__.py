"""Text in, text out: cleaned, restored, taken apart, compared. Pure functions."""
