INSERT INTO ${system}_state (job, topic, touch, state, head)
VALUES (:job, :topic, max(:now, (SELECT coalesce(max(touch), 0) + 1 FROM ${system}_state)), :state, :head)
