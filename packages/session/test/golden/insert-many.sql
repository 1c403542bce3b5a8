BEGIN
INSERT INTO "users" ("telegram_id", "full_name") SELECT unnest($1::bigint[]), unnest($2::text[]) -- ["{\"1\",\"2\"}","{\"Ann\",\"Bob\"}"]
