INSERT INTO ${system}_job (id, topic, type, rank, run_at, created_at, process, max_attempts, timeout, deadline, payload, key, line)
VALUES (:id, :topic, :type, :rank, :runAt, :createdAt, :process, :maxAttempts, :timeout, :deadline, :payload, :key, :line)
