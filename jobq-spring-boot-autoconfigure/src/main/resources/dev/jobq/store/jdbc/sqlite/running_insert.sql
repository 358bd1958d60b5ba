-- A first attempt.
INSERT INTO ${system}_running (job, topic, node, attempt, crashes, fence, claimed_at)
VALUES (:job, :topic, :node, 1, 0, 1, :claimedAt)
