"""A Scrapy pipeline for 望城新闻网: from the portal's listings to JSON Lines on disk."""

__version__ = "0.1.0"
