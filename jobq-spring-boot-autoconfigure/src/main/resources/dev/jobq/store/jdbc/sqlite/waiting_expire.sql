DELETE FROM ${system}_waiting WHERE job = :job AND status <> 0 RETURNING status, attempt, crashes, fence, line
