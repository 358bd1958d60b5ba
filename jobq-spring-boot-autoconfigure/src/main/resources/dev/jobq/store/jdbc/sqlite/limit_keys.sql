SELECT id, key FROM ${system}_job WHERE id IN (SELECT value FROM json_each(:jobs)) AND key IS NOT NULL
