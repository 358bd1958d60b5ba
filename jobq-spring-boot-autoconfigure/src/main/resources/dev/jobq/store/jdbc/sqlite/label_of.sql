-- aside: whether it waits for a worker that carries the label, and for nothing else.
SELECT label, patience, until,
       CASE WHEN aside = 1 AND EXISTS (
         SELECT 1 FROM ${system}_waiting w WHERE w.job = l.job AND w.status = 2 AND w.due_at = l.until) THEN 1 ELSE 0 END AS aside
FROM ${system}_label l WHERE job = :job
