UPDATE "users" SET "full_name" = upper("full_name"), "updated_at" = now() WHERE "telegram_id" = $1 RETURNING "telegram_id", "full_name", "username", "referrer_id", "created_at", "updated_at" -- ["1"]
UPDATE "users" SET "username" = 'b' || telegram_id, "updated_at" = now() WHERE "telegram_id" = $1 RETURNING "telegram_id", "full_name", "username", "referrer_id", "created_at", "updated_at" -- ["2"]
