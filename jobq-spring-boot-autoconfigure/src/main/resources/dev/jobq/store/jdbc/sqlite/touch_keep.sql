-- The last touch is the highest of a state's. When its job is deleted it is kept, under the name of no topic: none that was
-- given once may come again, however far the clock goes back.
INSERT INTO ${system}_counter (topic, status, value)
SELECT '', -2, touch FROM ${system}_state WHERE job = :job AND touch = (SELECT max(touch) FROM ${system}_state)
ON CONFLICT (topic, status) DO UPDATE SET value = max(value, excluded.value)
