-- A worker that is gone never comes back under its id.
DELETE FROM ${system}_topic_control WHERE worker <> '' AND NOT EXISTS (
  SELECT 1 FROM ${system}_node n JOIN ${system}_process p ON p.id = n.process WHERE p.name = ${system}_topic_control.worker)
