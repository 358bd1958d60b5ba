-- The highest ids given so far, whether their rows can be seen yet or not, and the time.
SELECT (SELECT last_value FROM ${system}_job_id_seq), (SELECT last_value FROM ${system}_event_id_seq), :now
