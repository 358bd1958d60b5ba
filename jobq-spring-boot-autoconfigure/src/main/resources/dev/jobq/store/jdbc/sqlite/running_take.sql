DELETE FROM ${system}_running WHERE job = :job AND fence = :fence RETURNING launched, cancel, claimed_at
