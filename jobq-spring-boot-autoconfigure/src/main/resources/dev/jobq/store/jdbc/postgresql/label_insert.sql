INSERT INTO ${system}_label (job, topic, label, patience, rank, run_at)
SELECT id, topic, CAST(:label AS TEXT), CAST(:patience AS BIGINT), rank, run_at FROM ${system}_job WHERE id = :job
