DELETE FROM ${system}_job WHERE id = :job
