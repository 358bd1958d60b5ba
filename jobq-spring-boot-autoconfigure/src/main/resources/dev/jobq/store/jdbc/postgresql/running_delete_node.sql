DELETE FROM ${system}_running WHERE node = :node
