-- Due at once, to take its place at the end of its line.
INSERT INTO ${system}_waiting (job, topic, status, due_at, attempt, crashes, fence, line)
VALUES (:job, :topic, 2, :now, :attempt, :crashes, :fence, :line)
