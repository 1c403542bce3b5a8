BEGIN
INSERT INTO "users" ("telegram_id", "full_name", "referrer_id") VALUES ($1, $2, DEFAULT), ($3, $4, $5), ($6, $7, $8) RETURNING "telegram_id", "full_name", "username", "referrer_id", "created_at", "updated_at" -- ["1","Ann","2","Bob","1","3","Cid","2"]
