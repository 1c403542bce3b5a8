BEGIN
INSERT INTO "users" ("telegram_id", "full_name", "username") VALUES ($1, $2, DEFAULT), ($3, $4, $5), ($6, upper($7), DEFAULT), ($8, $9, $10) -- ["1","Ann","2","Bob","bob","3","cid","4","Dan",null]
