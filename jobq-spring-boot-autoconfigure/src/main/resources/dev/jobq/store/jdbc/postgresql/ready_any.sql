-- Whether any of these topics has an AVAILABLE job. A subquery in the list, so that each topic is looked up in the index.
SELECT 1
FROM unnest(:topics::text[]) AS wanted(topic)
WHERE (SELECT 1 FROM ${system}_ready r WHERE r.topic = wanted.topic LIMIT 1) IS NOT NULL
LIMIT 1
