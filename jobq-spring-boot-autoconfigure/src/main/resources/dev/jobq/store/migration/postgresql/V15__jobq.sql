-- Attempts that ended since the last claim of their topic, which took slots: the next claim frees those, and need not look at
-- what still runs. swept: when a claim last looked at all slots, for ends of which nobody wrote here.
CREATE TABLE ${system}_limit_ended (
  topic TEXT COLLATE "C" NOT NULL,
  job BIGINT NOT NULL,
  fence BIGINT NOT NULL,
  PRIMARY KEY (topic, job, fence)
);
ALTER TABLE ${system}_limit ADD COLUMN swept BIGINT NOT NULL DEFAULT 0;
CREATE INDEX ${system}_limit_slot_key ON ${system}_limit_slot (topic, key) WHERE key <> '';
ALTER TABLE ${system}_limit_ended SET (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0.02);

-- begun: of a node that crashed while others were changing jobs that it held, the jobs whose handlers had begun, for whoever takes the rest.
ALTER TABLE ${system}_node ADD COLUMN begun TEXT;
