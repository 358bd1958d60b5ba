UPDATE ${system}_recurring SET paused = 1, next_at = NULL, revision = revision + 1 WHERE name = :name AND paused = 0
