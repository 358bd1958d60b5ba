CREATE TABLE IF NOT EXISTS sample_work (
  run BIGINT NOT NULL,
  topic VARCHAR(50) NOT NULL,
  subject VARCHAR(4000) NOT NULL,
  job BIGINT NOT NULL,
  done INTEGER NOT NULL,
  PRIMARY KEY (run, topic, subject)
);
CREATE INDEX IF NOT EXISTS sample_work_job ON sample_work (job);
