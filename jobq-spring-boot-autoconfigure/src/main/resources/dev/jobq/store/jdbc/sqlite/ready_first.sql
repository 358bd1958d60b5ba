SELECT job FROM ${system}_ready WHERE topic = :topic LIMIT 1
