-- Of the events that belong to no job the newest stay.
DELETE FROM ${system}_event WHERE job IS NULL AND id <= (
  SELECT id FROM ${system}_event WHERE job IS NULL ORDER BY id DESC LIMIT 1 OFFSET +:keep)
