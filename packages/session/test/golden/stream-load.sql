BEGIN
DECLARE retort_cursor_1 NO SCROLL CURSOR FOR SELECT "User"."telegram_id" AS "telegramId", "User"."full_name" AS "fullName", "User"."username", "User"."referrer_id" AS "referrerId", "User"."created_at" AS "createdAt", "User"."updated_at" AS "updatedAt" FROM "users" AS "User" ORDER BY "User"."telegram_id"
FETCH 2 FROM retort_cursor_1
SELECT "Profile"."id", "Profile"."user_id" AS "userId", "Profile"."settings" FROM "profiles" AS "Profile" WHERE "Profile"."user_id" = ANY($1) ORDER BY "Profile"."id" -- ["{\"1\",\"2\"}"]
SELECT "Order"."order_id" AS "orderId", "Order"."user_id" AS "userId", "Order"."created_at" AS "createdAt", "Order"."updated_at" AS "updatedAt", "lines"."order_id" AS "orderId", "lines"."product_id" AS "productId", "lines"."quantity" FROM "order" AS "Order" LEFT OUTER JOIN "lines" AS "lines" ON "lines"."order_id" = "Order"."order_id" WHERE "Order"."user_id" = ANY($1) ORDER BY "Order"."order_id", "lines"."order_id", "lines"."product_id" -- ["{\"1\",\"2\"}"]
FETCH 2 FROM retort_cursor_1
SELECT "Profile"."id", "Profile"."user_id" AS "userId", "Profile"."settings" FROM "profiles" AS "Profile" WHERE "Profile"."user_id" = ANY($1) ORDER BY "Profile"."id" -- ["{\"3\"}"]
SELECT "Order"."order_id" AS "orderId", "Order"."user_id" AS "userId", "Order"."created_at" AS "createdAt", "Order"."updated_at" AS "updatedAt", "lines"."order_id" AS "orderId", "lines"."product_id" AS "productId", "lines"."quantity" FROM "order" AS "Order" LEFT OUTER JOIN "lines" AS "lines" ON "lines"."order_id" = "Order"."order_id" WHERE "Order"."user_id" = ANY($1) ORDER BY "Order"."order_id", "lines"."order_id", "lines"."product_id" -- ["{\"3\"}"]
CLOSE retort_cursor_1
