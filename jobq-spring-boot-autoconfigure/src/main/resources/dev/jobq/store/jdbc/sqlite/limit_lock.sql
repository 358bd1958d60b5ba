-- The one writer need not lock.
SELECT 1 FROM ${system}_limit WHERE topic = :topic AND :patience IS NOT NULL
