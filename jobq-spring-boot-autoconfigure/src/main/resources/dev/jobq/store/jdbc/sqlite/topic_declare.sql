INSERT INTO ${system}_topic AS t (name, created_at, job_order, was_ordered, max_queued, declared_at)
VALUES (:name, :now, :order, :ordered, :maxQueued, :now)
ON CONFLICT (name) DO UPDATE SET
  job_order = excluded.job_order, max_queued = excluded.max_queued, declared_at = excluded.declared_at,
  was_ordered = CASE WHEN excluded.was_ordered = 1 THEN 1 ELSE t.was_ordered END
