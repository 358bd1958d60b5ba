SELECT CASE WHEN pg_advisory_unlock(:space::int4, :node::int4) THEN 1 ELSE 0 END
