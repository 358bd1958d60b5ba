-- Of these lines, those that had no head; the first of those that wait in them is to become it. In order, so that nobody waits
-- in a ring.
INSERT INTO ${system}_active_key (topic, line)
SELECT DISTINCT topic, line FROM unnest(:topics::text[], :lines::text[]) AS l(topic, line) ORDER BY topic, line
ON CONFLICT (topic, line) DO NOTHING
RETURNING topic, line
