SELECT schedule, fire_at, manual, job, fired_at
FROM ${system}_fire WHERE schedule = :schedule ORDER BY fire_at DESC, manual DESC LIMIT :limit
