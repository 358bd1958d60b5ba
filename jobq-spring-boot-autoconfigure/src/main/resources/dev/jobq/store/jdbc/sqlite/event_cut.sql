DELETE FROM ${system}_event
WHERE job = :job AND id <= (SELECT id FROM ${system}_event WHERE job = :job ORDER BY id DESC LIMIT 1 OFFSET +:keep)
