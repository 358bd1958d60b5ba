INSERT INTO ${system}_node (process, topics, lease, seen_at, serves, labels, proof)
VALUES (:node, :topics, :lease, :now, :serves, :labels, :proof)
