BEGIN
SELECT "telegram_id" AS "telegramId", "full_name" AS "fullName", "username", "referrer_id" AS "referrerId", "created_at" AS "createdAt", "updated_at" AS "updatedAt" FROM "users" AS "User" ORDER BY "telegramId"
