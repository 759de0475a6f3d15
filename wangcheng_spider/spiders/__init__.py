"""Spiders steer: start pages → listings → articles."""
