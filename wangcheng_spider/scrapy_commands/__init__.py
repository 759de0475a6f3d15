"""Scrapy's own command line, taught our exit codes (Scrapy by itself ends 0 whatever happened)."""
