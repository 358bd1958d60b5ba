SELECT 4 + launched FROM ${system}_running WHERE job = :job
