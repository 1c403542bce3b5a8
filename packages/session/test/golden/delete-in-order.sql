DELETE FROM "lines" WHERE ("order_id", "product_id") IN (SELECT * FROM unnest($1::integer[], $2::integer[])) -- ["{\"1\",\"1\",\"2\",\"2\"}","{\"1\",\"2\",\"2\",\"3\"}"]
DELETE FROM "Product List" WHERE "Product Id" = ANY($1::integer[]) -- ["{\"1\",\"2\",\"3\"}"]
COMMIT
