-- Machines with the key that was approved for each. Where the configuration names a host too, only its key counts.
CREATE TABLE hosts (
  cluster TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  port INTEGER NOT NULL,
  login TEXT NOT NULL,
  key_type TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  public_key TEXT NOT NULL,
  pinned_by TEXT NOT NULL,
  pinned_at BIGINT NOT NULL,
  PRIMARY KEY (cluster, name)
);
