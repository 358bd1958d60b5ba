-- No row of a table is locked, for enqueuers may need it.
SELECT 1 WHERE pg_try_advisory_xact_lock(hashtextextended('${system}_trim ' || :topic, 0))
