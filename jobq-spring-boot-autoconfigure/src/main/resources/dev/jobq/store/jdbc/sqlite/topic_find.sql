SELECT 1 FROM ${system}_topic WHERE name = :name
