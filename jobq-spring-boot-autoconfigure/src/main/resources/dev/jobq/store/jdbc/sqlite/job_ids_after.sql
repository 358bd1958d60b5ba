SELECT id FROM ${system}_job WHERE id > :after ORDER BY id LIMIT +:limit
