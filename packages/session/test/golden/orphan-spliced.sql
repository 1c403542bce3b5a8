BEGIN
SELECT "Person"."id", "Person"."name", "Person"."boss_id" AS "bossId", "Person"."region_code" AS "regionCode", "Person"."favourite_id" AS "favouriteId" FROM "people" AS "Person" WHERE "Person"."favourite_id" = ANY($1) ORDER BY "Person"."id" -- ["{\"2\"}"]
DELETE FROM "items" WHERE "id" = ANY($1::integer[]) -- ["{\"2\"}"]
COMMIT
