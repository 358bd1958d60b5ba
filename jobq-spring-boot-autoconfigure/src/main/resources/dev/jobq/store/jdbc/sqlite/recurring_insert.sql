INSERT INTO ${system}_recurring (name, topic, type, rank, max_attempts, timeout, payload, cron, zone, every, misfire, catch_up,
                                 overlap, code, application, declared, paused, anchor_at, next_at, created_at, changed_at, revision,
                                 job_key, shards, label, patience)
VALUES (:name, :topic, :type, :rank, :maxAttempts, :timeout, :payload, :cron, :zone, :every, :misfire, :catchUp,
        :overlap, :code, :application, 1, 0, :anchor, :next, :at, :at, 1,
        :key, :shards, :label, :patience)
ON CONFLICT DO NOTHING
