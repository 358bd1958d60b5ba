UPDATE ${system}_recurring SET declared = 0, revision = revision + 1 WHERE name = :name AND application = :application AND declared = 1
