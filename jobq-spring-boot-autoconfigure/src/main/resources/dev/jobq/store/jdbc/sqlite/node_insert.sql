INSERT INTO ${system}_node (process, topics, lease, seen_at, serves) VALUES (:node, :topics, :lease, :now, :serves)
