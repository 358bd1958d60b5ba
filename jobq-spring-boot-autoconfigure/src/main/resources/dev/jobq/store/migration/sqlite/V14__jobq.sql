-- Attempts that ended since the last claim of their topic, which took slots: the next claim frees those, and need not look at
-- what still runs. swept: when a claim last looked at all slots, for ends of which nobody wrote here.
CREATE TABLE ${system}_limit_ended (
  topic TEXT NOT NULL,
  job INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  PRIMARY KEY (topic, job, fence)
) WITHOUT ROWID;
ALTER TABLE ${system}_limit ADD COLUMN swept INTEGER NOT NULL DEFAULT 0;
CREATE INDEX ${system}_limit_slot_key ON ${system}_limit_slot (topic, key) WHERE key <> '';

-- begun: of a node that crashed while others were changing jobs that it held, the jobs whose handlers had begun, for whoever takes the rest.
ALTER TABLE ${system}_node ADD COLUMN begun TEXT;
