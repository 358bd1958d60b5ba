-- The oldest transaction that is open, and the next one to begin.
SELECT pg_snapshot_xmin(snapshot)::text::int8, pg_snapshot_xmax(snapshot)::text::int8
FROM (SELECT pg_current_snapshot() AS snapshot OFFSET 0) AS one
