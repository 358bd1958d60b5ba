SELECT queued FROM ${system}_room WHERE topic = :topic FOR UPDATE
