-- Jobs that took the place of others. Those that were put in nobody's place, nearly all, have no row.
CREATE TABLE ${system}_requeue (
  job INTEGER PRIMARY KEY,
  origin INTEGER NOT NULL
);
CREATE INDEX ${system}_requeue_origin ON ${system}_requeue (origin, job);
