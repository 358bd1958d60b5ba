INSERT INTO ${system}_running (job, topic, node, attempt, crashes, fence, claimed_at)
SELECT job, topic, :node, coalesce(attempt, 0) + 1, coalesce(crashes, 0), coalesce(fence, 0) + 1, :claimedAt
FROM ${system}_ready
WHERE topic = :topic
ORDER BY rank, run_at, job
LIMIT +:max
