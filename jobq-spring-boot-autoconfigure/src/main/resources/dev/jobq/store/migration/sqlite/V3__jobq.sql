-- Intake rows are never updated: a job that waits is delayed by its waiting row alone, and stands again where it stood. When a
-- wait that followed an attempt was over is kept with the attempt.
ALTER TABLE ${system}_attempt ADD COLUMN due_at INTEGER;
