-- Changes: what was proposed, who decided, how far each step got, which message shows what, and what happened.
CREATE TABLE operations (
  id TEXT PRIMARY KEY,
  cluster TEXT NOT NULL,
  line TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  channel TEXT NOT NULL,
  thread TEXT,
  reason TEXT,
  plan TEXT NOT NULL,
  digest TEXT NOT NULL,
  approvals_needed INTEGER NOT NULL,
  solo INTEGER NOT NULL,
  state TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  reminded_at BIGINT,
  starts_at BIGINT,
  started_at BIGINT,
  ended_at BIGINT,
  runner TEXT,
  runner_until BIGINT,
  ended_by TEXT,
  ending TEXT,
  replaced_by TEXT,
  stop_asked_by TEXT,
  -- The last state that everybody was told of.
  told TEXT
);
-- The lock: one operation per cluster may be under way or unfinished.
CREATE UNIQUE INDEX operations_lock ON operations (cluster) WHERE state IN ('running', 'failed', 'interrupted');
CREATE INDEX operations_by_state ON operations (state, proposed_at);
CREATE INDEX operations_by_age ON operations (proposed_at);

CREATE TABLE steps (
  operation TEXT NOT NULL REFERENCES operations (id),
  position INTEGER NOT NULL,
  state TEXT NOT NULL,
  evidence TEXT,
  started_at BIGINT,
  ended_at BIGINT,
  PRIMARY KEY (operation, position)
);

CREATE TABLE approvals (
  operation TEXT NOT NULL REFERENCES operations (id),
  position INTEGER NOT NULL,
  person TEXT NOT NULL,
  verdict TEXT NOT NULL,
  role TEXT NOT NULL,
  reason TEXT,
  voted_at BIGINT NOT NULL,
  PRIMARY KEY (operation, position),
  UNIQUE (operation, person, verdict)
);

CREATE TABLE shown (
  key TEXT PRIMARY KEY,
  channel TEXT NOT NULL,
  ts TEXT NOT NULL
);

CREATE TABLE audit (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  event TEXT NOT NULL,
  person TEXT,
  cluster TEXT,
  operation TEXT,
  details TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX audit_by_operation ON audit (operation, seq);

-- The newest row's number and hash: locked by whoever appends, and what shows that rows at the end are gone.
CREATE TABLE audit_head (
  id INTEGER PRIMARY KEY,
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
