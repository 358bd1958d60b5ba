-- Concurrent touches may be equal, so the job's id is part of the order.
SELECT job, touch FROM ${system}_state
WHERE substr(state, 1, 200) = substr(:value::text COLLATE "C", 1, 200) AND (touch, job) > (:after, :job) AND touch <= :until
ORDER BY touch, job LIMIT :limit
