INSERT INTO ${system}_node (process, topics, slots, lease, seen_at) VALUES (:node, :topics, :slots, :lease, :now)
