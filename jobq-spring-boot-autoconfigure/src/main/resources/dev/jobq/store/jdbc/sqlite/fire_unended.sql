-- The job of the last fire, if it is there and has not ended.
SELECT j.id
FROM (SELECT job FROM ${system}_fire WHERE schedule = :schedule ORDER BY fire_at DESC, manual DESC LIMIT 1) f
JOIN ${system}_job j ON j.id = f.job
WHERE NOT EXISTS (SELECT 1 FROM ${system}_done d WHERE d.job = j.id)
