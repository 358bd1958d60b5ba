SELECT id, topic, line FROM ${system}_line_due ORDER BY id LIMIT :limit
