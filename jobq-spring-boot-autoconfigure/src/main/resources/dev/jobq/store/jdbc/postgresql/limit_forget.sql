DELETE FROM ${system}_limit_start WHERE topic = :topic AND key = '' AND at <= :until RETURNING started
