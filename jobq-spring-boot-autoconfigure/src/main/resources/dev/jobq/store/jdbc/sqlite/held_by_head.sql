SELECT job, touch FROM ${system}_state INDEXED BY ${system}_state_head
WHERE substr(head, 1, 200) = substr(:value, 1, 200) AND head IS NOT NULL AND (touch, job) > (:after, :job) AND touch <= :until
ORDER BY touch LIMIT +:limit
