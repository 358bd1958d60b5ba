SELECT name FROM ${system}_topic
