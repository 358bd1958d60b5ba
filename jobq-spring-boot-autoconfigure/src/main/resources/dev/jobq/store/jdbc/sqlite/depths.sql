SELECT topic, status, value FROM ${system}_counter WHERE value <> 0 AND status >= 0
UNION ALL
SELECT topic, 4 + launched, count(*) FROM ${system}_running GROUP BY topic, launched
