BEGIN
INSERT INTO "users" ("telegram_id", "full_name") VALUES ($1, $2) RETURNING "telegram_id", "full_name", "username", "referrer_id", "created_at", "updated_at" -- ["1","U1"]
SAVEPOINT retort_1
INSERT INTO "users" ("telegram_id", "full_name") VALUES ($1, $2) RETURNING "telegram_id", "full_name", "username", "referrer_id", "created_at", "updated_at" -- ["2","U2"]
RELEASE SAVEPOINT retort_1
COMMIT
