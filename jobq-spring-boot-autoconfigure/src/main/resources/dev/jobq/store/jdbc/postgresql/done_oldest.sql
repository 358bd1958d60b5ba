SELECT job FROM ${system}_done
WHERE topic = :topic AND status = :status
ORDER BY finished_at, job
LIMIT :limit
FOR UPDATE SKIP LOCKED
