SELECT DISTINCT topic FROM ${system}_counter WHERE status IN (8, 9, 10)
