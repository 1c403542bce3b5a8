BEGIN
SELECT "telegram_id" AS "telegramId", "full_name" AS "fullName", "username", "referrer_id" AS "referrerId", "created_at" AS "createdAt", "updated_at" AS "updatedAt" FROM "users" AS "User" ORDER BY "telegramId"
SELECT "Order"."order_id" AS "orderId", "Order"."user_id" AS "userId", "Order"."created_at" AS "createdAt", "Order"."updated_at" AS "updatedAt" FROM "order" AS "Order" WHERE "Order"."user_id" = ANY($1) ORDER BY "Order"."order_id" -- ["{\"1\",\"2\",\"3\"}"]
SELECT "Line"."order_id" AS "orderId", "Line"."product_id" AS "productId", "Line"."quantity" FROM "lines" AS "Line" WHERE "Line"."order_id" = ANY($1) ORDER BY "Line"."order_id", "Line"."product_id" -- ["{\"1\",\"2\",\"3\"}"]
SELECT "Product"."Product Id" AS "productId", "Product"."title", "Product"."price" FROM "Product List" AS "Product" WHERE "Product"."Product Id" = ANY($1) ORDER BY "Product"."Product Id" -- ["{\"1\",\"2\",\"3\"}"]
