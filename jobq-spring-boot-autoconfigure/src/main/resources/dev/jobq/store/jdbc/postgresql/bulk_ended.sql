-- DISCARDED and CANCELLED, of which there are few among many that completed.
SELECT job FROM ${system}_done
WHERE status IN (8, 9) AND topic = :topic AND status = :status AND job > :after ORDER BY job LIMIT :limit
