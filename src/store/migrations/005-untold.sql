-- Those that somebody has yet to be told of, which is asked every minute.
CREATE INDEX operations_untold ON operations (proposed_at) WHERE told IS NULL OR told <> state;
