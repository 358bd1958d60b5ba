-- Jobs that ask for workers with a label: one row each, as long as the job is there. patience: how long it waits for one once
-- its turn has come; until: when any worker may run it, once it was set aside, which aside tells. rank and run_at: its place.
CREATE TABLE ${system}_label (
  job BIGINT PRIMARY KEY,
  topic TEXT COLLATE "C" NOT NULL,
  label TEXT COLLATE "C" NOT NULL,
  patience BIGINT,
  until BIGINT,
  aside SMALLINT NOT NULL DEFAULT 0,
  rank INTEGER NOT NULL,
  run_at BIGINT NOT NULL
);
CREATE INDEX ${system}_label_aside ON ${system}_label (topic, label, rank, run_at, job) WHERE aside = 1;

-- What a worker was configured to carry, a line each.
ALTER TABLE ${system}_node ADD COLUMN labels TEXT;
