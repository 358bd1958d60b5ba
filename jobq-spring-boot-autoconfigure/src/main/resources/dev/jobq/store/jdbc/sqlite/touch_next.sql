-- A statement of its own, for RETURNING doubles the price of the change.
SELECT max(:now, coalesce(max(touch), 0) + 1) FROM ${system}_state
