-- BLOCKED with a position, or SCHEDULED and not in line yet.
INSERT INTO ${system}_waiting (job, topic, status, due_at, attempt, crashes, fence, line, position)
VALUES (:job, :topic, :status, :dueAt, 0, 0, 0, :line, :position)
