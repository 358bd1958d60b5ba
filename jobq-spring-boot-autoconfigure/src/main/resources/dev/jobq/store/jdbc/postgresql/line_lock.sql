-- Until the end of the transaction. The array is sorted, so nobody waits in a ring.
SELECT pg_advisory_xact_lock(:space::int4, bucket) FROM unnest(:buckets::int4[]) AS bucket
