-- What Slack last took of a message that is edited in place, so that drawing it again the same is no edit.
ALTER TABLE shown ADD COLUMN digest TEXT;
