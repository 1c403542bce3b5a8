SELECT "full_name" AS "fullName" FROM "users" AS "User" WHERE "User"."telegram_id" = $1 -- ["1"]
