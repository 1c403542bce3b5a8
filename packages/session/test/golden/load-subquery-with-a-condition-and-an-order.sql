BEGIN
SELECT "User"."telegram_id" AS "telegramId", "User"."full_name" AS "fullName", "User"."username", "User"."referrer_id" AS "referrerId", "User"."created_at" AS "createdAt", "User"."updated_at" AS "updatedAt" FROM "users" AS "User" ORDER BY "User"."telegram_id"
SELECT "Order"."order_id" AS "orderId", "Order"."user_id" AS "userId", "Order"."created_at" AS "createdAt", "Order"."updated_at" AS "updatedAt" FROM "order" AS "Order" WHERE "Order"."user_id" IN (SELECT "User"."telegram_id" FROM "users" AS "User") AND "Order"."order_id" IN ($1, $2) ORDER BY "Order"."order_id" DESC -- ["2","3"]
