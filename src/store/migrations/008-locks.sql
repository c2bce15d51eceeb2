-- Who works on what: a cluster, a host, alone. What runs, or was left midway, holds its names until it is over.
CREATE TABLE locks (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL
);
INSERT INTO locks (name, holder)
SELECT 'cluster/' || cluster, id FROM operations WHERE state IN ('running', 'failed', 'interrupted');
DROP INDEX operations_lock;
