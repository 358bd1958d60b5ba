SELECT id FROM ${system}_job WHERE id < :before ORDER BY id DESC LIMIT 1 OFFSET +:skip
