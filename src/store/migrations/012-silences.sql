-- What nobody wants to hear of, for a while or from a time on.
CREATE TABLE silences (
  id TEXT PRIMARY KEY,
  cluster TEXT NOT NULL,
  state TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  record TEXT NOT NULL,
  told TEXT
);
CREATE INDEX silences_by_state ON silences (cluster, state, added_at);
