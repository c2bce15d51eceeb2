-- Which process is at an owed message, until when unless it says so again, and how often the message was owed anew meanwhile.
ALTER TABLE notifications ADD COLUMN runner TEXT;
ALTER TABLE notifications ADD COLUMN runner_until BIGINT;
ALTER TABLE notifications ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
