BEGIN
SELECT "Stay"."person_id" AS "personId", "Stay"."region_code" AS "regionCode", "Stay"."name" FROM "stays" AS "Stay" WHERE "Stay"."region_code" = ANY($1) ORDER BY "Stay"."person_id", "Stay"."region_code" -- ["{\"n\"}"]
DELETE FROM "stays" WHERE ("person_id", "region_code") IN (SELECT * FROM unnest($1::integer[], $2::text[])) -- ["{\"1\"}","{\"n\"}"]
DELETE FROM "regions" WHERE "code" = ANY($1::text[]) -- ["{\"n\"}"]
COMMIT
