BEGIN
INSERT INTO "users" ("telegram_id", "full_name", "username", "created_at") VALUES ($1, $2, DEFAULT, DEFAULT), ($3, $4, $5, DEFAULT), ($6, $7, DEFAULT, $8) RETURNING "telegram_id", "full_name", "username", "referrer_id", "created_at", "updated_at" -- ["1","Ann","2","Bob","bob","3","Cid","2001-02-03T04:05:06.000Z"]
COMMIT
