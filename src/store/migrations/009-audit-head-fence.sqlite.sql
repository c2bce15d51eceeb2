-- REPLACE removes a row without asking the trigger on removal; so nothing is inserted but behind the last row.
CREATE TRIGGER audit_only_grows BEFORE INSERT ON audit
WHEN NEW.seq IS NULL OR EXISTS (SELECT 1 FROM audit WHERE seq >= NEW.seq OR rowid = NEW.rowid)
BEGIN
  SELECT RAISE(ABORT, 'the audit is append-only');
END;
-- The head says how many rows there must be: it stays, and counts up one by one.
CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
BEGIN
  SELECT RAISE(ABORT, 'the audit is append-only');
END;
CREATE TRIGGER audit_head_is_one BEFORE INSERT ON audit_head
WHEN EXISTS (SELECT 1 FROM audit_head)
BEGIN
  SELECT RAISE(ABORT, 'the audit is append-only');
END;
CREATE TRIGGER audit_head_only_grows BEFORE UPDATE ON audit_head
WHEN NEW.id <> OLD.id OR typeof(NEW.seq) <> 'integer' OR NEW.seq NOT IN (OLD.seq, OLD.seq + 1)
BEGIN
  SELECT RAISE(ABORT, 'the audit is append-only');
END;
