UPDATE ${system}_topic_control SET version = version + 1 WHERE topic = '' AND worker = '' AND setting = ''
RETURNING version
