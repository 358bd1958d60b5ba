DELETE FROM ${system}_limit_start WHERE topic = :topic AND at <= :until AND key <> ''
