SELECT application FROM ${system}_process WHERE id = :id
