INSERT INTO ${system}_node (process, topics, lease, seen_at, serves, proof) VALUES (:node, :topics, :lease, :now, :serves, :proof)
