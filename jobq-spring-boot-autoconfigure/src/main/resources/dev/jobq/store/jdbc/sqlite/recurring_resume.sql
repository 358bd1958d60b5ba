UPDATE ${system}_recurring SET paused = 0, next_at = :next, revision = revision + 1
WHERE name = :name AND revision = :revision AND paused = 1
