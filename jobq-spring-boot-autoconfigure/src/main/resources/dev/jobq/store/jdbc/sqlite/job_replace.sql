-- min() of a null is null, unlike PostgreSQL's least.
UPDATE ${system}_job
SET type = :type, payload = :payload,
    run_at = CASE WHEN :keep = 1 THEN run_at
             ELSE min(coalesce(:runAt, :now + coalesce(:delay, 0)),
                      coalesce(created_at + :longest, coalesce(:runAt, :now + coalesce(:delay, 0)))) END
WHERE id = :job
RETURNING run_at, run_at > :now, line
