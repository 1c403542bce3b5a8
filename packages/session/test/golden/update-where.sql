UPDATE "users" AS "User" SET "username" = $1, "updated_at" = now() WHERE "User"."referrer_id" = $2 -- ["new","1"]
