INSERT INTO ${system}_total AS t (day, topic, type, application, status, attempts, elapsed, cpu)
VALUES (:day, :topic, :type, :application, :status, :attempts, :elapsed, :cpu)
ON CONFLICT (day, topic, type, application, status) DO UPDATE SET
  attempts = t.attempts + excluded.attempts, elapsed = t.elapsed + excluded.elapsed, cpu = t.cpu + excluded.cpu
