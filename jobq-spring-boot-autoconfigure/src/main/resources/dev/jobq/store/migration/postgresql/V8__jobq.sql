-- Jobs with a unique key: one row each, as long as the job is there. scope: a bit for each status in which the job holds its
-- key; until: when its period is over. A row stays in force until another job takes the key, which it may once the job's status
-- or the clock says that it holds it no more: so the end of a job need not write here.
CREATE TABLE ${system}_unique (
  job BIGINT PRIMARY KEY,
  topic TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  scope INTEGER NOT NULL,
  until BIGINT,
  released SMALLINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX ${system}_unique_key ON ${system}_unique (topic, key) WHERE released = 0;

-- How many jobs wait and run in topics with a limit. Whoever enqueues locks its topic's row; ends add credits, which the next
-- one who enqueues adds up.
CREATE TABLE ${system}_room (
  topic TEXT COLLATE "C" PRIMARY KEY,
  queued BIGINT NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE ${system}_room_credit (
  topic TEXT COLLATE "C" NOT NULL,
  change BIGINT NOT NULL
) WITH (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX ${system}_room_credit_topic ON ${system}_room_credit (topic);
