-- What was approved while something else was under way, and starts once that is over.
ALTER TABLE operations ADD COLUMN queued_at BIGINT;
ALTER TABLE operations ADD COLUMN queued_by TEXT;
ALTER TABLE operations ADD COLUMN queued_behind TEXT;
