SELECT job, touch FROM ${system}_state INDEXED BY ${system}_state_state
WHERE substr(state, 1, 200) = substr(:value, 1, 200) AND (touch, job) > (:after, :job) AND touch <= :until
ORDER BY touch LIMIT +:limit
