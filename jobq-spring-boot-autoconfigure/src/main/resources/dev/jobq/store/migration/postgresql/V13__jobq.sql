-- behind: the job came to a place that claims may have passed already; null for nearly all. Claims that begin further on look
-- for these by an index of their own.
ALTER TABLE ${system}_ready ADD COLUMN behind BOOLEAN;
CREATE INDEX ${system}_ready_behind ON ${system}_ready (topic, rank, run_at, job) WHERE behind;

-- Lets so many jobs into a topic with a limit, if all of them fit, and tells whether they do. The row is locked until the end of
-- the transaction; each statement of a function sees what was committed before it began, so credits are complete. Who finds the
-- row locked waits no longer than patience. FALSE where there is no row yet, too.
CREATE FUNCTION ${system}_room_admit(bounded TEXT, wanted BIGINT, most BIGINT, patience TEXT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
  known BIGINT;
BEGIN
  PERFORM set_config('lock_timeout', patience, TRUE);
  SELECT queued INTO known FROM ${system}_room WHERE topic = bounded FOR UPDATE;
  IF NOT FOUND THEN
    RETURN FALSE;
  END IF;
  WITH folded AS (DELETE FROM ${system}_room_credit WHERE topic = bounded RETURNING change)
  SELECT known + coalesce(sum(change), 0) INTO known FROM folded;
  UPDATE ${system}_room SET queued = known + CASE WHEN known + wanted <= most THEN wanted ELSE 0 END WHERE topic = bounded;
  RETURN known + wanted <= most;
END $$;
