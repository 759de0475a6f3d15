-- An index of the sealed segments and the recorded pages, made anew whenever it does not fit them: nothing in it is the only copy.

CREATE TABLE segment (name TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE line (
  id INTEGER PRIMARY KEY, segment TEXT NOT NULL, offset INTEGER NOT NULL,
  site TEXT NOT NULL, content_id TEXT NOT NULL, revision INTEGER NOT NULL, change TEXT NOT NULL,
  is_newest INTEGER NOT NULL,                -- of its article
  day TEXT NOT NULL,                         -- of publication; '' where unknown
  published TEXT, channel TEXT NOT NULL, source TEXT, headline TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX line_article ON line (site, content_id, revision);
CREATE INDEX line_day ON line (is_newest, day);

-- words of three characters and more; shorter ones are looked for in the lines themselves
CREATE VIRTUAL TABLE words USING fts5 (headline, body, content = 'line', content_rowid = 'id', tokenize = 'trigram');

CREATE TABLE warc (name TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE page (url TEXT NOT NULL, fetched_at TEXT NOT NULL, warc TEXT NOT NULL, offset INTEGER NOT NULL);
CREATE INDEX page_url ON page (url);
