SELECT job_order, max_queued, declared_at FROM ${system}_topic WHERE name = :name
