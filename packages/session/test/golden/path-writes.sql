BEGIN
UPDATE "users" AS "User" SET "username" = $1, "updated_at" = now() WHERE "User"."telegram_id" IN (SELECT "User"."telegram_id" FROM "users" AS "User" LEFT OUTER JOIN "users" AS "referrer" ON "referrer"."telegram_id" = "User"."referrer_id" WHERE ("referrer"."full_name" = $2)) -- ["x","Ann"]
DELETE FROM "lines" AS "Line" WHERE ("Line"."order_id", "Line"."product_id") IN (SELECT "Line"."order_id", "Line"."product_id" FROM "lines" AS "Line" LEFT OUTER JOIN "Product List" AS "product" ON "product"."Product Id" = "Line"."product_id" WHERE ("product"."title" = $1)) -- ["pen"]
