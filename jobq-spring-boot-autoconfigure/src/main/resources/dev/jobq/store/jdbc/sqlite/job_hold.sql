-- One writer: nobody deletes it meanwhile.
SELECT topic, type FROM ${system}_job WHERE id = :job
