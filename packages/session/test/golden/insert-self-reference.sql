BEGIN
INSERT INTO "users" ("telegram_id", "full_name") VALUES ($1, $2) RETURNING "telegram_id", "full_name", "username", "referrer_id", "created_at", "updated_at" -- ["1","Ann"]
INSERT INTO "users" ("telegram_id", "full_name", "referrer_id") VALUES ($1, $2, $3) RETURNING "telegram_id", "full_name", "username", "referrer_id", "created_at", "updated_at" -- ["2","Bob","1"]
INSERT INTO "users" ("telegram_id", "full_name", "referrer_id") VALUES ($1, $2, $3) RETURNING "telegram_id", "full_name", "username", "referrer_id", "created_at", "updated_at" -- ["3","Cid","2"]
