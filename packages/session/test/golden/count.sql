BEGIN
SELECT count(*) FROM "users" AS "User"
SELECT count(*) FROM "users" AS "User" WHERE "User"."full_name" IN (NULL)
