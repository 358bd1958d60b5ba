UPDATE ${system}_room SET queued = :queued WHERE topic = :topic
