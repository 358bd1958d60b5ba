INSERT INTO ${system}_topic (name, created_at, job_order, max_queued, limits, declared_at)
VALUES (:name, :now, :order, :maxQueued, :limits, :now)
ON CONFLICT (name) DO UPDATE SET
  job_order = excluded.job_order, max_queued = excluded.max_queued, limits = excluded.limits, declared_at = excluded.declared_at
