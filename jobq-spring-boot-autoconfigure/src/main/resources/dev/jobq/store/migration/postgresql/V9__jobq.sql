-- limits: what the configuration says, as the keys and values that it has there; null for none.
ALTER TABLE ${system}_topic ADD COLUMN limits TEXT;

-- Topics with limits. Whoever claims jobs of one locks its row until the commit; nobody else ever does. seen: the limits by
-- which the last claim went, and since when. started: how many starts the log below tells of; null when they are to be counted.
CREATE TABLE ${system}_limit (
  topic TEXT COLLATE "C" PRIMARY KEY,
  seen TEXT,
  since BIGINT,
  started BIGINT
);

-- Attempts that count against a limit of what runs at once. A row is worth nothing once its attempt is not running any more: the
-- next claim takes it away, so whatever ends, takes or deletes a job need not write here. key: '' for none.
CREATE TABLE ${system}_limit_slot (
  topic TEXT COLLATE "C" NOT NULL,
  job BIGINT NOT NULL,
  fence BIGINT NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (topic, job)
);

-- Starts of the last window; those of the topic as a whole have the key ''.
CREATE TABLE ${system}_limit_start (
  topic TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  started BIGINT NOT NULL,
  PRIMARY KEY (topic, key, at)
);
CREATE INDEX ${system}_limit_start_at ON ${system}_limit_start (topic, at);

-- Keys at their limit, with jobs that wait for it. check_at: when to look again; null when the end of an attempt tells.
CREATE TABLE ${system}_limit_key (
  topic TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  check_at BIGINT,
  PRIMARY KEY (topic, key)
);
CREATE INDEX ${system}_limit_key_check ON ${system}_limit_key (topic, check_at) WHERE check_at IS NOT NULL;

-- Jobs of those keys, BLOCKED in waiting, in the order in which they become ready again. Rows of jobs that left are worth nothing.
CREATE TABLE ${system}_limit_blocked (
  topic TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  rank SMALLINT NOT NULL,
  run_at BIGINT NOT NULL,
  job BIGINT NOT NULL,
  PRIMARY KEY (topic, key, rank, run_at, job)
);

ALTER TABLE ${system}_limit SET (fillfactor = 50, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE ${system}_limit_slot SET (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE ${system}_limit_start SET (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE ${system}_limit_key SET (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE ${system}_limit_blocked SET (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0.02);
