DELETE FROM ${system}_state WHERE job = :job
