BEGIN
SELECT "Item"."id", "Item"."name", "Item"."owner_id" AS "ownerId" FROM "items" AS "Item" WHERE "Item"."owner_id" = ANY($1) ORDER BY "Item"."id" -- ["{\"1\"}"]
SELECT "Card"."series", "Card"."number", "Card"."name", "Card"."person_id" AS "personId" FROM "cards" AS "Card" WHERE "Card"."person_id" = ANY($1) ORDER BY "Card"."series", "Card"."number" -- ["{\"1\"}"]
DELETE FROM "people_tags" WHERE "person_id" = ANY($1::integer[]) -- ["{\"1\"}"]
UPDATE "cards" SET "person_id" = $1 WHERE "series" = $2 AND "number" = $3 RETURNING "series", "number", "name", "person_id" -- [null,"a","1"]
DELETE FROM "people" WHERE "id" = ANY($1::integer[]) -- ["{\"1\"}"]
COMMIT
