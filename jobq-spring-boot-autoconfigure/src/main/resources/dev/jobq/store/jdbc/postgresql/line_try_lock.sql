SELECT bucket FROM unnest(:buckets::int4[]) AS bucket WHERE pg_try_advisory_xact_lock(:space::int4, bucket)
