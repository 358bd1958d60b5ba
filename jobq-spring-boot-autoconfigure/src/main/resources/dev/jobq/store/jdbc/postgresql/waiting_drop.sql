DELETE FROM ${system}_waiting WHERE job = :job RETURNING status, attempt, crashes, fence, line
