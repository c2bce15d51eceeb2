-- How far each schedule has got.
CREATE TABLE schedule_runs (
  name TEXT PRIMARY KEY,
  recurrence TEXT NOT NULL,
  done_until BIGINT NOT NULL,
  tries BIGINT NOT NULL
);
