SELECT version FROM ${system}_topic_control WHERE topic = '' AND worker = '' AND setting = ''
