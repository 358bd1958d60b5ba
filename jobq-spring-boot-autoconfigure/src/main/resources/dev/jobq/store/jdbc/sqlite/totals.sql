SELECT day, topic, type, application, status, attempts, elapsed, cpu FROM ${system}_total
WHERE day >= :day ORDER BY day DESC, topic, type, application, status
