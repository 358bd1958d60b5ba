SELECT job, touch FROM ${system}_state
WHERE substr(head, 1, 200) = substr(:value::text COLLATE "C", 1, 200) AND head IS NOT NULL
  AND (touch, job) > (:after, :job) AND touch <= :until
ORDER BY touch, job LIMIT :limit
