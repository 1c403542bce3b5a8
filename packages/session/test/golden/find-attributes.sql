BEGIN
SELECT "telegram_id" AS "telegramId", "username" FROM "users" AS "User" WHERE "User"."telegram_id" = $1 -- ["3"]
