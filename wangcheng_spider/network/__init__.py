"""Between Scrapy and the wire: what may be reached, what an answer may cost, when to ask again."""
