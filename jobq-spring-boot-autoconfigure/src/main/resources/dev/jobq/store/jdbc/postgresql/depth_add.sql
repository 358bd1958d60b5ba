INSERT INTO ${system}_depth_change (topic, status, change)
VALUES (:topic, :status, :change)
