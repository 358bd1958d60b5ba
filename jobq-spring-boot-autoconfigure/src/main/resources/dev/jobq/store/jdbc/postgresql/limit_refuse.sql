-- As if they had not been claimed, but BLOCKED.
INSERT INTO ${system}_waiting (job, topic, status, attempt, crashes, fence)
SELECT job, topic, 1, attempt - 1, crashes, fence - 1 FROM ${system}_running WHERE job = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:jobs AS JSON))))
