-- What holds for a topic: what its configuration says, and what operators do.
SELECT t.limits, (SELECT c.value FROM ${system}_topic_control c WHERE c.topic = t.name AND c.worker = '' AND c.setting = 'limits') AS said
FROM ${system}_topic t WHERE t.name = :topic
