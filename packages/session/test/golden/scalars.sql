BEGIN
SELECT "full_name" AS "fullName" FROM "users" AS "User" ORDER BY "User"."telegram_id" DESC
SELECT sum("quantity") AS "n" FROM "lines" AS "Line"
SELECT sum("quantity") AS "n" FROM "lines" AS "Line" GROUP BY "order_id" HAVING sum("quantity") > $1 -- ["3"]
SELECT "username" FROM "users" AS "User" WHERE "User"."telegram_id" = $1 -- ["1"]
