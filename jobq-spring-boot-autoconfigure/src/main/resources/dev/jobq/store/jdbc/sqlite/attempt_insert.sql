INSERT INTO ${system}_attempt (job, fence, attempt, node, started_at, finished_at, status, error_type, error_message,
  error_stack)
VALUES (:job, :fence, :attempt, :node, :startedAt, :finishedAt, :status, :errorType, :errorMessage, :errorStack)
