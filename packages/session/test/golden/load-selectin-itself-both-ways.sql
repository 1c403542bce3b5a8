BEGIN
SELECT "User"."telegram_id" AS "telegramId", "User"."full_name" AS "fullName", "User"."username", "User"."referrer_id" AS "referrerId", "User"."created_at" AS "createdAt", "User"."updated_at" AS "updatedAt" FROM "users" AS "User" ORDER BY "User"."telegram_id"
SELECT "User"."telegram_id" AS "telegramId", "User"."full_name" AS "fullName", "User"."username", "User"."referrer_id" AS "referrerId", "User"."created_at" AS "createdAt", "User"."updated_at" AS "updatedAt" FROM "users" AS "User" WHERE "User"."referrer_id" = ANY($1) ORDER BY "User"."telegram_id" -- ["{\"1\",\"2\",\"3\"}"]
