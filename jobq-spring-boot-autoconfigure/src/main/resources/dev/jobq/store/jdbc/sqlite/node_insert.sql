INSERT INTO ${system}_node (process, topics, lease, seen_at) VALUES (:node, :topics, :lease, :now)
