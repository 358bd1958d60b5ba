SELECT due_at - :now FROM ${system}_waiting WHERE status IN (2, 6) ORDER BY due_at LIMIT 1
