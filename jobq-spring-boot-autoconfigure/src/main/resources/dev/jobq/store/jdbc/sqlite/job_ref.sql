SELECT topic, type FROM ${system}_job WHERE id = :job
