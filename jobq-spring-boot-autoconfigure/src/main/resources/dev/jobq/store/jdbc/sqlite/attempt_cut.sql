-- The attempts of each job up to a fence.
DELETE FROM ${system}_attempt WHERE (job, fence) IN (
  SELECT a.job, a.fence
  FROM json_each(:logs) log CROSS JOIN ${system}_attempt a ON a.job = log.value ->> 0 AND a.fence <= log.value ->> 1)
