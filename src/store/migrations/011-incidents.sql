-- What is or was wrong, which clusters were ever looked at, and which replica looks.
CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  cluster TEXT NOT NULL,
  state TEXT NOT NULL,
  since BIGINT NOT NULL,
  ended_at BIGINT,
  record TEXT NOT NULL,
  told TEXT
);
CREATE INDEX incidents_by_state ON incidents (cluster, state, since);
CREATE INDEX incidents_by_age ON incidents (since);
CREATE TABLE looks (
  cluster TEXT PRIMARY KEY,
  first_at BIGINT NOT NULL
);
CREATE TABLE duties (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  renewals BIGINT NOT NULL
);
