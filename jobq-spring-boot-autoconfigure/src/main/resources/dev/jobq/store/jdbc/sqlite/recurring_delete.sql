DELETE FROM ${system}_recurring WHERE name = :name
