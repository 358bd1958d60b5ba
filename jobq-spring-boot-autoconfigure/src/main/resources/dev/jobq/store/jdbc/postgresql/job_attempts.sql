SELECT fence, attempt, started_at, finished_at, due_at, status, error_type, error_message, error_stack
FROM ${system}_attempt WHERE job = :job ORDER BY fence
