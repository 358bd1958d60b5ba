INSERT INTO ${system}_process (name, application, version, commit_id, repository)
VALUES (:name, :application, :version, :commit, :repository)
ON CONFLICT (name) DO NOTHING
