INSERT INTO ${system}_total (day, topic, type, application, status, attempts, elapsed, cpu)
VALUES (:day, :topic, :type, :application, :status, :attempts, :elapsed, :cpu)
ON CONFLICT (day, topic, type, application, status) DO UPDATE SET
  attempts = attempts + excluded.attempts, elapsed = elapsed + excluded.elapsed, cpu = cpu + excluded.cpu
