-- One writer: nobody holds any.
SELECT id FROM ${system}_job WHERE id IN (SELECT value FROM json_each(:jobs)) ORDER BY id
