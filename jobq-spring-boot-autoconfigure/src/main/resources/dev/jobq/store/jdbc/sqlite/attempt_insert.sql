INSERT INTO ${system}_attempt (job, fence, attempt, node, started_at, finished_at, due_at, elapsed, status, error_type,
  error_message, error_stack)
VALUES (:job, :fence, :attempt, :node, :startedAt, :finishedAt, :dueAt, :elapsed, :status, :errorType, :errorMessage, :errorStack)
