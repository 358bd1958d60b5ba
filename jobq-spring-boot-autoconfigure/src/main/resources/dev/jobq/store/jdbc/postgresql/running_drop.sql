DELETE FROM ${system}_running WHERE job = :job
RETURNING CASE launched WHEN 0 THEN 4 ELSE 5 END, attempt, crashes, fence, NULL, node, claimed_at
