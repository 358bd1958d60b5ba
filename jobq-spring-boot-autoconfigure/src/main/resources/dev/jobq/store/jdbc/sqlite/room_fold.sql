-- There are no credits: the one writer changes the row itself.
SELECT 0 WHERE :topic IS NOT NULL
