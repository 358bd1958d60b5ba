-- What a topic was told. job_order: null for the default; was_ordered: whether it ever was strict, so that jobs of that time may
-- still wait for each other; declared_at: null as long as no configuration said anything.
ALTER TABLE ${system}_topic ADD COLUMN job_order TEXT COLLATE "C";
ALTER TABLE ${system}_topic ADD COLUMN was_ordered SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE ${system}_topic ADD COLUMN max_queued INTEGER;
ALTER TABLE ${system}_topic ADD COLUMN declared_at BIGINT;
