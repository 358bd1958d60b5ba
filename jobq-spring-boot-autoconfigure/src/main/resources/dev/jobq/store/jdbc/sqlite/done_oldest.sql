SELECT job FROM ${system}_done
WHERE topic = :topic AND status = :status AND finished_at <= :now - :age
ORDER BY finished_at, job
LIMIT +:limit
