INSERT INTO ${system}_line_due (topic, line)
SELECT topic, line FROM unnest(:topics::text[], :lines::text[]) AS l(topic, line)
