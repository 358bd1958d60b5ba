-- For polls that say both: by either alone they would go through all the others that have it, too.
-- Both are one part of the key: an index of one of them would do for a part, and the planner take it.
-- They may be there: where the table is large, they can be built before, beside those who write it.
CREATE INDEX IF NOT EXISTS ${system}_state_topic_state ON ${system}_state ((topic || ' ' || substr(state, 1, 200)), touch, job);
CREATE INDEX IF NOT EXISTS ${system}_state_topic_head ON ${system}_state ((topic || ' ' || substr(head, 1, 200)), touch, job) WHERE head IS NOT NULL;

-- The next touch: later than every other, and not before now. Between a nextval and its setval another one could pass, so that
-- two touches were equal or went back. The lock is given back at once and not with the transaction: nobody waits for a commit.
CREATE FUNCTION ${system}_next_touch(now BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  key CONSTANT BIGINT := hashtextextended('${system}_touch', 0);
  touch BIGINT;
BEGIN
  PERFORM pg_advisory_lock(key);
  touch := setval('${system}_touch', greatest(nextval('${system}_touch'), now));
  PERFORM pg_advisory_unlock(key);
  RETURN touch;
EXCEPTION WHEN query_canceled OR OTHERS THEN
  -- A lock of the session outlives the statement that failed.
  PERFORM pg_advisory_unlock(key);
  RAISE;
END $$;
