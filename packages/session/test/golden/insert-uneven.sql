BEGIN
INSERT INTO "users" ("telegram_id", "full_name", "username") VALUES ($1, $2, DEFAULT), ($3, $4, $5) -- ["1","Ann","2","Bob","bob"]
