UPDATE ${system}_room SET queued = queued + :change WHERE topic = :topic
