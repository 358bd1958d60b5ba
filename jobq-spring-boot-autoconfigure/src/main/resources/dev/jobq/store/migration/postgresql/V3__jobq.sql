-- Intake rows are never updated: a job that waits is delayed by its waiting row alone, and stands again where it stood. When a
-- wait that followed an attempt was over is kept with the attempt.
ALTER TABLE ${system}_attempt ADD COLUMN due_at BIGINT;
-- How many handlers of each of its topics a node runs at once, in the order of the topics: so many of the jobs that it holds,
-- those claimed first, had begun when it died.
ALTER TABLE ${system}_node ADD COLUMN slots TEXT;
