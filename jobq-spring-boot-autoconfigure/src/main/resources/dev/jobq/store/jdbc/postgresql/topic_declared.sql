SELECT job_order, max_queued, limits, declared_at FROM ${system}_topic WHERE name = :name
