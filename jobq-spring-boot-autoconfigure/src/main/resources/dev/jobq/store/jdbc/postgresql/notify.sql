SELECT pg_notify(:channel, payload) FROM unnest(:payloads::text[]) AS t(payload)
