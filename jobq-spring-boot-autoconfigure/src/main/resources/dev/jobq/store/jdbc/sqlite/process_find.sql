SELECT id FROM ${system}_process WHERE name = :name
