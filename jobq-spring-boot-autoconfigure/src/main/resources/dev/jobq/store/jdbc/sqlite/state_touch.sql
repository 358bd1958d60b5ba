UPDATE ${system}_state
SET touch = max(:now,
                (SELECT max(touch) FROM ${system}_state) + 1,
                coalesce((SELECT value FROM ${system}_counter WHERE topic = '' AND status = -2), 0) + 1)
WHERE job = :job
