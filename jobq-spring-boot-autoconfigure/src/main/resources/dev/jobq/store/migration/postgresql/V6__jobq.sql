-- Schedules. One of (cron, zone) and every is there. next_at: null while paused. code: declared by code, else made through the
-- API; declared: still in that code. anchor_at: from when a fixed rate counts. revision: grows with every change and every
-- fire, and whoever changes a row names the revision that was seen.
CREATE TABLE ${system}_recurring (
  name TEXT COLLATE "C" PRIMARY KEY,
  topic TEXT COLLATE "C" NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  rank SMALLINT NOT NULL,
  max_attempts INTEGER,
  timeout BIGINT,
  payload TEXT NOT NULL,
  cron TEXT,
  zone TEXT,
  every BIGINT,
  misfire SMALLINT NOT NULL,
  catch_up INTEGER NOT NULL,
  overlap SMALLINT NOT NULL,
  code SMALLINT NOT NULL,
  application TEXT COLLATE "C" NOT NULL,
  declared SMALLINT NOT NULL,
  paused SMALLINT NOT NULL,
  anchor_at BIGINT NOT NULL,
  last_at BIGINT,
  next_at BIGINT,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  revision BIGINT NOT NULL
);
CREATE INDEX ${system}_recurring_next ON ${system}_recurring (next_at) WHERE next_at IS NOT NULL;

-- One row per schedule and fire time, so that nobody fires twice. manual: asked for, beside the fire times. The newest 100 of a
-- schedule stay, and those whose job is there.
CREATE TABLE ${system}_fire (
  schedule TEXT COLLATE "C" NOT NULL,
  fire_at BIGINT NOT NULL,
  manual SMALLINT NOT NULL,
  job BIGINT NOT NULL,
  fired_at BIGINT NOT NULL,
  PRIMARY KEY (schedule, fire_at, manual)
);
CREATE INDEX ${system}_fire_job ON ${system}_fire (job);

-- By when a job must have started; few have one. The second table is what the house-work goes by; a row stays until its time, or
-- for good at the end of all days, when a retry came after the deadline: then it does not count any more.
ALTER TABLE ${system}_job ADD COLUMN deadline BIGINT;
CREATE TABLE ${system}_deadline (
  job BIGINT PRIMARY KEY,
  at BIGINT NOT NULL
);
CREATE INDEX ${system}_deadline_at ON ${system}_deadline (at, job);
