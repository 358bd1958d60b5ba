SELECT name, topic, type, rank, max_attempts, timeout, payload, cron, zone, every, misfire, catch_up, overlap, code, application,
       declared, paused, anchor_at, last_at, next_at, created_at, changed_at, revision,
       job_key, shards, label, patience
FROM ${system}_recurring ORDER BY name
