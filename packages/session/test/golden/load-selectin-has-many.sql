BEGIN
SELECT "telegram_id" AS "telegramId", "full_name" AS "fullName", "username", "referrer_id" AS "referrerId", "created_at" AS "createdAt", "updated_at" AS "updatedAt" FROM "users" AS "User" ORDER BY "telegramId"
SELECT "Order"."order_id" AS "orderId", "Order"."user_id" AS "userId", "Order"."created_at" AS "createdAt", "Order"."updated_at" AS "updatedAt" FROM "order" AS "Order" WHERE "Order"."user_id" = ANY($1) ORDER BY "Order"."order_id" -- ["{\"1\",\"2\",\"3\"}"]
