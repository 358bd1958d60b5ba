INSERT INTO ${system}_label (job, topic, label, patience, rank, run_at)
SELECT id, topic, :label, :patience, rank, run_at FROM ${system}_job WHERE id = :job
