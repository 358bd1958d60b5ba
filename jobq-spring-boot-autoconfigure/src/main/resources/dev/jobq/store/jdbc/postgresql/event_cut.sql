-- What somebody else is just cutting is left to them.
DELETE FROM ${system}_event WHERE id = ANY (ARRAY(
  SELECT id FROM ${system}_event
  WHERE job = :job AND id <= (SELECT id FROM ${system}_event WHERE job = :job ORDER BY id DESC LIMIT 1 OFFSET +:keep)
  FOR UPDATE SKIP LOCKED))
