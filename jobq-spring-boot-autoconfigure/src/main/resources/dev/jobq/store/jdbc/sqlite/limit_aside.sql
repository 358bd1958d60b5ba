INSERT INTO ${system}_waiting (job, topic, status, attempt, crashes, fence)
SELECT r.job, r.topic, 1, coalesce(r.attempt, 0), coalesce(r.crashes, 0), coalesce(r.fence, 0)
FROM (SELECT json_extract(value, '$[0]') AS rank, json_extract(value, '$[1]') AS run_at, json_extract(value, '$[2]') AS job
  FROM json_each(:rows)) e
CROSS JOIN ${system}_ready r ON r.topic = :topic AND r.rank = e.rank AND r.run_at = e.run_at AND r.job = e.job
