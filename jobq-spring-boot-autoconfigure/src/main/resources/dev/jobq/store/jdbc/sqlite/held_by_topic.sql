SELECT job, touch FROM ${system}_state WHERE topic = :value AND (touch, job) > (:after, :job) AND touch <= :until
ORDER BY touch LIMIT +:limit
