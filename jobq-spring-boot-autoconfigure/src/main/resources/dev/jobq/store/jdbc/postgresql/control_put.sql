INSERT INTO ${system}_topic_control (topic, worker, setting, value, version, changed_at, changed_by)
VALUES (:topic, :worker, :setting, :value, :version, :now, :by)
ON CONFLICT (topic, worker, setting) DO UPDATE SET
  value = excluded.value, version = excluded.version, changed_at = excluded.changed_at, changed_by = excluded.changed_by
