DELETE FROM ${system}_done WHERE job = :job RETURNING status, attempt, crashes, fence, NULL
