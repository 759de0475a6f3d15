-- An address keeps the number (seq) under which it was found, and so does the article it becomes: that is what lets a walk tell
-- old entries from its own, after a crash and whatever the clock does. Times are unix seconds.

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
