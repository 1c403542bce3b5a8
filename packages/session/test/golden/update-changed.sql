UPDATE "users" SET "username" = $1, "updated_at" = now() WHERE "telegram_id" = $2 RETURNING "telegram_id", "full_name", "username", "referrer_id", "created_at", "updated_at" -- ["ann","1"]
