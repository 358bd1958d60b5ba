-- Those that nobody else has locked.
SELECT job FROM ${system}_running WHERE job = ANY (:jobs::int8[]) FOR UPDATE SKIP LOCKED
