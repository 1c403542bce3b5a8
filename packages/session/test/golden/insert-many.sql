BEGIN
INSERT INTO "users" ("telegram_id", "full_name") SELECT * FROM unnest($1::bigint[], $2::text[]) -- ["{\"1\",\"2\"}","{\"Ann\",\"Bob\"}"]
