SELECT id FROM ${system}_job ORDER BY id DESC LIMIT 1
