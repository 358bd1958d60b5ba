SELECT job FROM ${system}_done
WHERE topic = :topic AND status = :status AND finished_at <= :now - CAST(:age AS BIGINT)
ORDER BY finished_at, job
LIMIT :limit
FOR UPDATE SKIP LOCKED
