-- Messages that Slack has not confirmed yet, and the deliveries already handled.
CREATE TABLE notifications (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  parcel TEXT NOT NULL
);
CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  seen_at BIGINT NOT NULL
);
CREATE INDEX deliveries_by_age ON deliveries (seen_at);
