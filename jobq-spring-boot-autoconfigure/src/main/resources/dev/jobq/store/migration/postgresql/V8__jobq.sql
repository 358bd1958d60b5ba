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
