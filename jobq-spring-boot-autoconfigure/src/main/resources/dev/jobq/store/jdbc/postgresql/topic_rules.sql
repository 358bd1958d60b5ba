-- Only topics that were told something.
SELECT name, job_order, max_queued FROM ${system}_topic WHERE job_order IS NOT NULL OR max_queued IS NOT NULL
