INSERT INTO ${system}_event (at, type, topic, data) VALUES (:now, :type, :topic, :data)
