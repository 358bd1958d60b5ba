-- Only what no open transaction can come before.
SELECT id AS job, topic, type, created_at AS at, run_at FROM ${system}_job WHERE id > :after AND age(xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid) ORDER BY id LIMIT :limit
