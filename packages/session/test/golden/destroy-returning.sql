DELETE FROM "lines" AS "Line" WHERE "Line"."order_id" = $1 RETURNING "order_id", "product_id", "quantity" -- ["1"]
