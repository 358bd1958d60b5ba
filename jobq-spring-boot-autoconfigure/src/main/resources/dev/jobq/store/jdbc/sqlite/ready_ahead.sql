SELECT count(*) FROM (
  SELECT 1 FROM ${system}_ready
  WHERE topic = :topic AND (rank, run_at, job) < (:rank, :runAt, :job)
  LIMIT +:most) AS before
