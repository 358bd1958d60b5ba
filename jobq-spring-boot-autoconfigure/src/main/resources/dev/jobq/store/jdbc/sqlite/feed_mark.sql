-- Only one transaction writes at a time: whatever can be seen is complete.
SELECT 9223372036854775807, 9223372036854775807, 9223372036854775807
