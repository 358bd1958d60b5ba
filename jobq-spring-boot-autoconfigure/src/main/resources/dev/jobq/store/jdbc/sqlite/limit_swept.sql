UPDATE ${system}_limit SET swept = :at WHERE topic = :topic
