DELETE FROM ${system}_line_due WHERE id = ANY (:ids::int8[])
