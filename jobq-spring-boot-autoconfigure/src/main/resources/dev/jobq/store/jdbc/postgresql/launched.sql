SELECT launched FROM ${system}_running WHERE job = :job AND fence = :fence
