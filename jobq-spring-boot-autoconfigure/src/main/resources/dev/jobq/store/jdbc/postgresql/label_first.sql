-- Whether any is aside. What was cancelled or put off there, or has waited long enough, keeps its row.
SELECT l.job
FROM ${system}_label l
CROSS JOIN LATERAL (SELECT job FROM ${system}_waiting WHERE job = l.job AND status = 2 AND due_at = l.until OFFSET 0) w
WHERE l.topic = :topic AND l.label = :label AND l.aside = 1
LIMIT 1
