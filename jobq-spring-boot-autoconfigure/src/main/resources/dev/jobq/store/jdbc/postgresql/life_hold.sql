-- Until the session ends. False if another one holds it.
SELECT CASE WHEN pg_try_advisory_lock(:space::int4, :node::int4) THEN 1 ELSE 0 END
