-- In one statement, the row that counts included: so version and settings belong together.
SELECT topic, worker, setting, value, version, changed_at, changed_by FROM ${system}_topic_control ORDER BY topic, setting, worker
