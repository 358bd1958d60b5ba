SELECT job FROM ${system}_waiting WHERE topic = :topic AND status = :status AND job > :after ORDER BY job LIMIT +:limit
