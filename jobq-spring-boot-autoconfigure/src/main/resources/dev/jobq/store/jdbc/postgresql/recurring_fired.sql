UPDATE ${system}_recurring SET last_at = coalesce(:last, last_at), next_at = :next, revision = revision + 1
WHERE name = :name AND revision = :revision AND next_at <= :now
