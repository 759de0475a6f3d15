-- An address keeps the number (seq) under which it was found, and so does the article it becomes: that is what lets a walk tell
-- old entries from its own, after a crash and whatever the clock does. Times are unix seconds.

CREATE TABLE article (
  site TEXT NOT NULL, content_id TEXT NOT NULL, url TEXT NOT NULL, rank INTEGER NOT NULL,
  content_hash BLOB NOT NULL, revision INTEGER NOT NULL, seq INTEGER NOT NULL,
  segment INTEGER NOT NULL, offset INTEGER NOT NULL,  -- where its newest line begins
  address TEXT,             -- what it was read from and is checked at; NULL: the url itself
  is_gone INTEGER NOT NULL, due INTEGER NOT NULL,     -- when it is looked at again
  misses INTEGER NOT NULL DEFAULT 0, missed_at INTEGER NOT NULL DEFAULT 0,
  etag TEXT, modified TEXT,
  PRIMARY KEY (site, content_id)) WITHOUT ROWID;
CREATE INDEX article_due ON article (site, due);

CREATE TABLE todo (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, site TEXT NOT NULL, address TEXT NOT NULL,
  content_id TEXT NOT NULL, rank INTEGER NOT NULL, channel_id TEXT, listed_date TEXT,
  tries INTEGER NOT NULL DEFAULT 0, not_before INTEGER NOT NULL DEFAULT 0, why TEXT,
  UNIQUE (site, address));
CREATE INDEX todo_content ON todo (site, content_id);

CREATE TABLE walk (
  id INTEGER PRIMARY KEY AUTOINCREMENT, site TEXT NOT NULL, channel_id TEXT NOT NULL,
  after INTEGER NOT NULL, next_page INTEGER NOT NULL, deep INTEGER NOT NULL,
  beyond INTEGER NOT NULL);

CREATE TABLE day_walk (
  site TEXT NOT NULL, channel_id TEXT NOT NULL, next_day TEXT NOT NULL, until TEXT NOT NULL,
  empty INTEGER NOT NULL, PRIMARY KEY (site, channel_id)) WITHOUT ROWID;

CREATE TABLE channel (
  site TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
  walked_at INTEGER NOT NULL DEFAULT 0,   -- to the listing's end
  deeper_at INTEGER NOT NULL DEFAULT 0,   -- beyond the first page of known entries
  PRIMARY KEY (site, id)) WITHOUT ROWID;

CREATE TABLE segment (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, offset INTEGER NOT NULL,
  lines INTEGER NOT NULL, is_sealed INTEGER NOT NULL);

CREATE TABLE run (id TEXT PRIMARY KEY, site TEXT NOT NULL, record TEXT NOT NULL);
CREATE INDEX run_site ON run (site);
CREATE TABLE trace (
  id INTEGER PRIMARY KEY, site TEXT NOT NULL, content_id TEXT NOT NULL, size INTEGER NOT NULL,
  published REAL, duplicate_of TEXT, UNIQUE (site, content_id));
CREATE TABLE band (
  band INTEGER NOT NULL, trace INTEGER NOT NULL, PRIMARY KEY (band, trace)) WITHOUT ROWID;

INSERT INTO segment VALUES (3, 's-1.jsonl', 1400, 2, 1);
INSERT INTO article VALUES ('wcxww', '12', 'https://a.example/c/1/2/12.html', 0,
  x'ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB', 2, 7, 3, 700, NULL, 0, 50, 1, 40, '"e"',
  'Mon, 16 Oct 2023 09:40:30 GMT');
INSERT INTO article VALUES ('wcxww', '013', 'https://a.example/?id=013', 1,
  x'CDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCD', 1, 8, 3, 0, 'https://m.example/013', 0, 60, 0, 0,
  NULL, '2023-10-16');
INSERT INTO todo (seq, site, address, content_id, rank) VALUES (9, 'wcxww', 'https://a.example/14.html', '14', 0);
INSERT INTO trace VALUES (1, 'wcxww', '12', 300, NULL, NULL);
INSERT INTO band VALUES (4136259881, 1);
PRAGMA user_version = 1;
