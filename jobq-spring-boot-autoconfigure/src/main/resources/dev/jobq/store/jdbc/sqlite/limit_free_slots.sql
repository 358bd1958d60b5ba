DELETE FROM ${system}_limit_slot WHERE topic = :topic AND (job, fence) IN (
  SELECT json_extract(value, '$[0]') AS job, json_extract(value, '$[1]') AS fence FROM json_each(:slots))
RETURNING key
