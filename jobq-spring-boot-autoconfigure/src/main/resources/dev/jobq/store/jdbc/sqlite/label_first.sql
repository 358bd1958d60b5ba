-- Whether any is aside. What was cancelled or put off there, or has waited long enough, keeps its row.
SELECT l.job
FROM ${system}_label l CROSS JOIN ${system}_waiting w ON w.job = l.job AND w.status = 2 AND w.due_at = l.until
WHERE l.topic = :topic AND l.label = :label AND l.aside = 1
LIMIT 1
