INSERT INTO ${system}_state (job, topic, touch, state, head) VALUES (:job, :topic, :touch, :state, :head)
