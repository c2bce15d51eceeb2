-- What somebody asked stays with its delivery until it is answered: the process that dies before leaves it to the next one.
ALTER TABLE deliveries ADD COLUMN request TEXT;
ALTER TABLE deliveries ADD COLUMN runner TEXT;
ALTER TABLE deliveries ADD COLUMN runner_until BIGINT;
ALTER TABLE deliveries ADD COLUMN takeovers INTEGER NOT NULL DEFAULT 0;
CREATE INDEX deliveries_unanswered ON deliveries (seen_at) WHERE request IS NOT NULL;
