-- The job's own row stays as it was written: an end of all days says that its deadline does not count any more.
INSERT INTO ${system}_deadline (job, at)
SELECT id, 9223372036854775807 FROM ${system}_job WHERE id = :job AND deadline <= :now
ON CONFLICT (job) DO UPDATE SET at = excluded.at
