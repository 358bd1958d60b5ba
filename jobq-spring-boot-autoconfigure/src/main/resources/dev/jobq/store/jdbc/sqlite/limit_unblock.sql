DELETE FROM ${system}_limit_blocked WHERE topic = :topic AND key = :key AND (rank, run_at, job) IN (
  SELECT json_extract(value, '$[0]') AS rank, json_extract(value, '$[1]') AS run_at, json_extract(value, '$[2]') AS job
  FROM json_each(:rows))
