SELECT w.job, w.due_at - :now FROM ${system}_waiting w WHERE w.status IN (2, 6) ORDER BY w.due_at LIMIT +:limit
