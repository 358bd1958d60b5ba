UPDATE ${system}_counter SET value = :last WHERE topic = '' AND status = -1
