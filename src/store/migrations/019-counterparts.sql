-- What stands in an Alertmanager for a silence that was made in chat.
CREATE TABLE counterparts (
  id TEXT PRIMARY KEY,
  cluster TEXT NOT NULL,
  state TEXT NOT NULL,
  born_at BIGINT NOT NULL,
  record TEXT NOT NULL,
  told TEXT
);
CREATE INDEX counterparts_by_state ON counterparts (cluster, state, born_at);
