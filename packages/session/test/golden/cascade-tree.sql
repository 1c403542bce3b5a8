BEGIN
INSERT INTO "users" ("telegram_id", "full_name", "referrer_id") VALUES ($1, $2, DEFAULT), ($3, $4, $5), ($6, $7, $8), ($9, $10, $11) RETURNING "telegram_id", "full_name", "username", "referrer_id", "created_at", "updated_at" -- ["1","Ann","2","U2","1","3","U3","1","4","U4","2"]
COMMIT
