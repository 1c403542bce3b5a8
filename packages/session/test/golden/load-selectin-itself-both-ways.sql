BEGIN
SELECT "telegram_id" AS "telegramId", "full_name" AS "fullName", "username", "referrer_id" AS "referrerId", "created_at" AS "createdAt", "updated_at" AS "updatedAt" FROM "users" AS "User" ORDER BY "telegramId"
SELECT "User"."telegram_id" AS "telegramId", "User"."full_name" AS "fullName", "User"."username", "User"."referrer_id" AS "referrerId", "User"."created_at" AS "createdAt", "User"."updated_at" AS "updatedAt" FROM "users" AS "User" WHERE "User"."referrer_id" = ANY($1) ORDER BY "User"."telegram_id" -- ["{\"1\",\"2\",\"3\"}"]
