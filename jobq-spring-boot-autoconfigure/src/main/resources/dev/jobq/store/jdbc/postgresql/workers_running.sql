SELECT node, job FROM ${system}_running ORDER BY job
