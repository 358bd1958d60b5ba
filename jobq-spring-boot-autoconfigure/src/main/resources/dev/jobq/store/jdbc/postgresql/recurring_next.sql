SELECT :now, (SELECT next_at FROM ${system}_recurring WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1)
