-- For polls that say both: by either alone they would go through all the others that have it, too.
CREATE INDEX ${system}_state_topic_state ON ${system}_state (topic, substr(state, 1, 200), touch);
CREATE INDEX ${system}_state_topic_head ON ${system}_state (topic, substr(head, 1, 200), touch) WHERE head IS NOT NULL;
