BEGIN
INSERT INTO "Product List" ("title", "price") SELECT unnest($1::text[]), unnest($2::numeric[]) RETURNING "Product Id", "title", "price" -- ["{\"ink\",\"pen\"}","{\"1.5\",\"1.5\"}"]
INSERT INTO "users" ("telegram_id", "full_name") VALUES ($1, $2) RETURNING "telegram_id", "full_name", "username", "referrer_id", "created_at", "updated_at" -- ["1","Ann"]
INSERT INTO "order" ("user_id") SELECT unnest($1::bigint[]) RETURNING "order_id", "user_id", "created_at", "updated_at" -- ["{\"1\",\"1\"}"]
COMMIT
