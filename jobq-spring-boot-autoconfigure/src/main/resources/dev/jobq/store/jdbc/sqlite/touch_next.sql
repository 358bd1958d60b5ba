-- A statement of its own, for RETURNING doubles the price of the change. The counter has the last touch of deleted jobs.
SELECT max(:now,
           coalesce((SELECT max(touch) FROM ${system}_state), 0) + 1,
           coalesce((SELECT value FROM ${system}_counter WHERE topic = '' AND status = -2), 0) + 1)
