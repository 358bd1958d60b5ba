-- What to enqueue once more.
SELECT rank, max_attempts, timeout, payload, key FROM ${system}_job WHERE id = :job
