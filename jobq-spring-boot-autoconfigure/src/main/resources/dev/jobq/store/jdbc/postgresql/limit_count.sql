UPDATE ${system}_limit SET started = :started WHERE topic = :topic
