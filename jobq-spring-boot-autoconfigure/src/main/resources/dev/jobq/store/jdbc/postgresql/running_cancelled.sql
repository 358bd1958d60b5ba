SELECT job FROM ${system}_running WHERE node = :node AND cancel = 1 ORDER BY job
