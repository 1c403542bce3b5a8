BEGIN
SELECT EXISTS (SELECT 1 FROM "users" AS "User")
SELECT EXISTS (SELECT 1 FROM "users" AS "User" WHERE "User"."full_name" = $1) -- ["Dan"]
