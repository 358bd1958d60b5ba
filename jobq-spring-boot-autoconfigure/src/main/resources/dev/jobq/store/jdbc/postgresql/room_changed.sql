INSERT INTO ${system}_room_credit (topic, change) VALUES (:topic, :change)
