-- Those whose transaction committed without giving them a position.
SELECT job, topic, line FROM ${system}_waiting
WHERE status = 1 AND line IS NOT NULL AND position IS NULL ORDER BY job LIMIT :limit
