SELECT value FROM ${system}_counter WHERE topic = :topic AND status = :status
