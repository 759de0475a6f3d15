-- What is kept of each article. Tables of version 2; version 1 had others (see database.py).

-- What canonical addresses begin with, up to the page: one row serves thousands of articles. 0 is that of the odd ones.
CREATE TABLE folder (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE);
INSERT INTO folder VALUES (0, '');

CREATE TABLE article (
  site TEXT NOT NULL, content_id TEXT NOT NULL, folder INTEGER NOT NULL,
  page TEXT,                -- what follows the folder; NULL: CONTENT_ID.html
  rank INTEGER NOT NULL,
  content_hash BLOB NOT NULL,                         -- its first 16 bytes
  revision INTEGER NOT NULL, seq INTEGER NOT NULL,
  segment INTEGER NOT NULL, offset INTEGER NOT NULL,  -- where its newest line begins
  address TEXT,             -- what it was read from and is checked at; NULL: the canonical one
  is_gone INTEGER NOT NULL, due INTEGER NOT NULL,     -- when it is looked at again
  misses INTEGER NOT NULL DEFAULT 0, missed_at INTEGER NOT NULL DEFAULT 0,
  etag TEXT,
  modified,                 -- Last-Modified: unix seconds; text where it is written unusually
  PRIMARY KEY (site, content_id)) WITHOUT ROWID;
CREATE INDEX article_due ON article (site, due);

-- The index of reposts: rows are many (reposts.py), so sites are numbers here, and so are content ids of plain digits.
CREATE TABLE site (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE passage (
  mark INTEGER NOT NULL, content_id NOT NULL, site INTEGER NOT NULL,
  PRIMARY KEY (mark, content_id, site)) WITHOUT ROWID;
-- Files whose passages a store of before did not have, until they are read.
CREATE TABLE unread (segment INTEGER PRIMARY KEY);

-- One row for each line: what tells `wangcheng verify` that a line is as it was written. The oldest stores knew none, and their
-- lines pass without.
CREATE TABLE IF NOT EXISTS line_sum (
  segment INTEGER NOT NULL, offset INTEGER NOT NULL, crc INTEGER NOT NULL,
  PRIMARY KEY (segment, offset)) WITHOUT ROWID;

-- How far `wangcheng extract` has read a file.
CREATE TABLE IF NOT EXISTS reading (
  site TEXT NOT NULL, file TEXT NOT NULL, mark TEXT NOT NULL, offset INTEGER NOT NULL,
  pages INTEGER NOT NULL, PRIMARY KEY (site, file)) WITHOUT ROWID;
