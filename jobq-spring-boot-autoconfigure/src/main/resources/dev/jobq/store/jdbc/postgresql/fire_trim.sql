-- What just fell out of the newest, if its job is gone; else it goes with its job. OFFSET keeps the planner from joining.
DELETE FROM ${system}_fire
WHERE schedule = :schedule
  AND (fire_at, manual) IN (SELECT fire_at, manual FROM ${system}_fire
                            WHERE schedule = :schedule ORDER BY fire_at DESC, manual DESC LIMIT 1 OFFSET 100)
  AND NOT EXISTS (SELECT 1 FROM ${system}_job j WHERE j.id = job OFFSET 0)
