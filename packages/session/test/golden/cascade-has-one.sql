BEGIN
INSERT INTO "users" ("telegram_id", "full_name") VALUES ($1, $2) RETURNING "telegram_id", "full_name", "username", "referrer_id", "created_at", "updated_at" -- ["1","Ann"]
INSERT INTO "profiles" ("user_id", "settings") VALUES ($1, $2) RETURNING "id", "user_id", "settings" -- ["1",null]
COMMIT
