SELECT job FROM ${system}_running
WHERE (CAST(:topic AS TEXT) IS NULL OR topic = :topic) AND 4 + launched = :status AND job < :before
ORDER BY job DESC LIMIT +:limit
