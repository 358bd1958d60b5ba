DELETE FROM ${system}_limit_ended WHERE topic = :topic RETURNING job, fence
