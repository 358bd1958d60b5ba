SELECT job FROM ${system}_waiting WHERE topic = :topic AND status = :status AND job < :before ORDER BY job DESC LIMIT +:limit
