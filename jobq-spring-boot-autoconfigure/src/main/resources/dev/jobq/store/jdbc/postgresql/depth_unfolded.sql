SELECT 1 FROM ${system}_depth_change LIMIT 1 OFFSET :skip
