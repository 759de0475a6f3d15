"""What happens to an item between page and line: one job a file."""
