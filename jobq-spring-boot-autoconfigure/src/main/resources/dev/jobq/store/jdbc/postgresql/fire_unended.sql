-- The job of the last fire, if it is there and has not ended. OFFSET keeps the planner from joining.
SELECT j.id
FROM (SELECT job FROM ${system}_fire WHERE schedule = :schedule ORDER BY fire_at DESC, manual DESC LIMIT 1) f
CROSS JOIN LATERAL (SELECT id FROM ${system}_job WHERE id = f.job OFFSET 0) j
WHERE NOT EXISTS (SELECT 1 FROM ${system}_done d WHERE d.job = j.id OFFSET 0)
