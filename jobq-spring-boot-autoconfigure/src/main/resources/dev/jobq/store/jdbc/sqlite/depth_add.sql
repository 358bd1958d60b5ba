INSERT INTO ${system}_counter (topic, status, value)
VALUES (:topic, :status, :change)
ON CONFLICT (topic, status) DO UPDATE SET value = value + excluded.value
