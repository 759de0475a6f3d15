-- A store of version 1 as one of version 2. It kept whole addresses, dates as text, and twenty MinHash bands an article; the
-- passages that take the bands' place come out of the lines, when the next run starts (recovery.py).

INSERT OR IGNORE INTO folder (url)
SELECT DISTINCT substr(url, 1, length(url) - length(content_id) - 5) FROM article_1
WHERE url LIKE '%/' || content_id || '.html';

INSERT INTO article
SELECT site, content_id, coalesce(folder.id, 0), iif(folder.id IS NULL, article_1.url, NULL), rank,
  substr(content_hash, 1, 16), revision, seq, segment, offset, address, is_gone, due, misses, missed_at, etag,
  pack_date(modified)
FROM article_1 LEFT JOIN folder
  ON folder.url = substr(article_1.url, 1, length(article_1.url) - length(content_id) - 5)
  AND article_1.url = folder.url || content_id || '.html'
ORDER BY site, content_id;

INSERT INTO unread SELECT id FROM segment;
DROP TABLE article_1;
DROP TABLE IF EXISTS band;
DROP TABLE IF EXISTS trace;
