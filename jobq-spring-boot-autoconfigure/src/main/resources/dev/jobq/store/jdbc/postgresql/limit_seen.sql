UPDATE ${system}_limit SET seen = :seen, since = :since, started = :started WHERE topic = :topic
