-- Whoever deletes the job waits for this transaction, and then deletes what it wrote too.
SELECT topic, type FROM ${system}_job WHERE id = :job FOR KEY SHARE
