BEGIN
SELECT "telegram_id" AS "telegramId", "full_name" AS "fullName", "username", "referrer_id" AS "referrerId", "created_at" AS "createdAt", "updated_at" AS "updatedAt" FROM "users" AS "User" ORDER BY "telegramId"
SELECT "Profile"."id", "Profile"."user_id" AS "userId", "Profile"."settings" FROM "profiles" AS "Profile" WHERE "Profile"."user_id" = ANY($1) ORDER BY "Profile"."id" -- ["{\"1\",\"2\",\"3\"}"]
