BEGIN
UPDATE "lines" AS "Line" SET "quantity" = quantity * 2 WHERE "Line"."order_id" = $1 -- ["1"]
UPDATE "users" AS "User" SET "username" = lower("full_name"), "updated_at" = now()
