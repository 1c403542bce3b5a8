BEGIN
SELECT "Line"."order_id" AS "orderId", "Line"."product_id" AS "productId", "Line"."quantity" FROM "lines" AS "Line" ORDER BY "Line"."order_id", "Line"."product_id"
SELECT "Product"."Product Id" AS "productId", "Product"."title", "Product"."price" FROM "Product List" AS "Product" WHERE "Product"."Product Id" = ANY($1) ORDER BY "Product"."Product Id" -- ["{\"1\",\"2\",\"3\"}"]
SELECT "Order"."order_id" AS "orderId", "Order"."user_id" AS "userId", "Order"."created_at" AS "createdAt", "Order"."updated_at" AS "updatedAt" FROM "order" AS "Order" WHERE "Order"."order_id" = ANY($1) ORDER BY "Order"."order_id" -- ["{\"1\",\"2\"}"]
SELECT "User"."telegram_id" AS "telegramId", "User"."full_name" AS "fullName", "User"."username", "User"."referrer_id" AS "referrerId", "User"."created_at" AS "createdAt", "User"."updated_at" AS "updatedAt" FROM "users" AS "User" WHERE "User"."telegram_id" = ANY($1) ORDER BY "User"."telegram_id" -- ["{\"1\"}"]
