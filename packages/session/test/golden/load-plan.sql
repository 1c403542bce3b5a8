User
│  SELECT "User"."telegram_id" AS "telegramId", "User"."full_name" AS "fullName", "User"."username",
│    "User"."referrer_id" AS "referrerId", "User"."created_at" AS "createdAt",
│    "User"."updated_at" AS "updatedAt", "orders"."order_id" AS "orderId",
│    "orders"."user_id" AS "userId", "orders"."created_at" AS "createdAt",
│    "orders"."updated_at" AS "updatedAt"
│  FROM "users" AS "User"
│  LEFT OUTER JOIN "order" AS "orders" ON "orders"."user_id" = "User"."telegram_id"
│  WHERE "User"."full_name" = $1
│    AND EXISTS (
│      SELECT 1
│      FROM "order" AS "User?orders"
│      WHERE "User?orders"."user_id" = "User"."telegram_id"
│    )
│  ORDER BY "User"."telegram_id", "orders"."order_id"
├─ orders: joined, required (Order)
│  └─ lines: selectin (Line)
│     │  SELECT "Line"."order_id" AS "orderId", "Line"."product_id" AS "productId", "Line"."quantity",
│     │    (
│     │      SELECT json_build_array(
│     │        CASE num_nulls("product"."Product Id") WHEN 0 THEN format('%s', "product"."Product Id") END,
│     │        CASE num_nulls("product"."title") WHEN 0 THEN format('%s', "product"."title") END,
│     │        CASE num_nulls("product"."price") WHEN 0 THEN format('%s', "product"."price") END,
│     │        json_build_array(
│     │          pg_typeof(coalesce("product"."Product Id", NULL))::oid,
│     │          pg_typeof(coalesce("product"."title", NULL))::oid, pg_typeof(coalesce("product"."price", NULL))::oid
│     │        )
│     │      )
│     │      FROM (
│     │        SELECT "product".*
│     │        FROM "Product List" AS "product"
│     │        WHERE "product"."Product Id" = "Line"."product_id"
│     │        LIMIT 1
│     │      ) AS "product"
│     │    )::text
│     │  FROM "lines" AS "Line"
│     │  WHERE "Line"."order_id" = ANY($1)
│     │  ORDER BY "Line"."order_id", "Line"."product_id"
│     └─ product: lateral (Product)
└─ profile: subquery (Profile)
      SELECT "Profile"."id", "Profile"."user_id" AS "userId", "Profile"."settings"
      FROM "profiles" AS "Profile"
      WHERE "Profile"."user_id" IN (
        SELECT "User"."telegram_id"
        FROM "users" AS "User"
        WHERE "User"."full_name" = $1
          AND EXISTS (
            SELECT 1
            FROM "order" AS "User?orders"
            WHERE "User?orders"."user_id" = "User"."telegram_id"
          )
      )
      ORDER BY "Profile"."id"
