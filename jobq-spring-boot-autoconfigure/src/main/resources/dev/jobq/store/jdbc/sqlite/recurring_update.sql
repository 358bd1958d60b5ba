UPDATE ${system}_recurring
SET topic = :topic, type = :type, rank = :rank, max_attempts = :maxAttempts, timeout = :timeout, payload = :payload, job_key = :key,
    shards = :shards, label = :label, patience = :patience,
    cron = :cron, zone = :zone, every = :every, misfire = :misfire, catch_up = :catchUp, overlap = :overlap, code = :code,
    application = :application, declared = 1, anchor_at = :anchor, next_at = :next, changed_at = :at, revision = revision + 1
WHERE name = :name AND revision = :revision
