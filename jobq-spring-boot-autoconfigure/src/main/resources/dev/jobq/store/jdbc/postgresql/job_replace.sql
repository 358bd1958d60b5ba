UPDATE ${system}_job
SET type = :type, payload = :payload,
    run_at = CASE WHEN CAST(:keep AS BIGINT) = 1 THEN run_at
             ELSE least(coalesce(CAST(:runAt AS BIGINT), :now + coalesce(CAST(:delay AS BIGINT), 0)),
                        created_at + CAST(:longest AS BIGINT)) END
WHERE id = :job
RETURNING run_at, run_at > :now, line
