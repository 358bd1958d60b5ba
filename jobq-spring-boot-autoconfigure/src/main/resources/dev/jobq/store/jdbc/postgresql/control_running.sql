SELECT 1 FROM ${system}_running r
WHERE r.topic = :topic AND (CAST(:worker AS TEXT) = '' OR EXISTS (
  SELECT 1 FROM ${system}_process p WHERE p.id = r.node AND p.name = :worker))
LIMIT 1
