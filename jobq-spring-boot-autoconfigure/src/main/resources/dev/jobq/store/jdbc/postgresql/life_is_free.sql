-- Shared, and given back at once: those who look do not hinder each other.
SELECT CASE WHEN pg_try_advisory_lock_shared(:space::int4, :node::int4)
       THEN CASE WHEN pg_advisory_unlock_shared(:space::int4, :node::int4) THEN 1 ELSE 0 END ELSE 0 END
