-- Changes that take hours, each stage of which is an operation.
CREATE TABLE campaigns (
  id TEXT PRIMARY KEY,
  cluster TEXT NOT NULL,
  state TEXT NOT NULL,
  began_at BIGINT NOT NULL,
  ended_at BIGINT,
  record TEXT NOT NULL,
  told TEXT
);
CREATE INDEX campaigns_by_state ON campaigns (state, began_at);
ALTER TABLE operations ADD COLUMN campaign TEXT;
