BEGIN
UPDATE "authors" SET "best_id" = $1 WHERE "id" = $2 RETURNING "id", "best_id" -- [null,"1"]
DELETE FROM "books" WHERE "id" = ANY($1::integer[]) -- ["{\"1\"}"]
DELETE FROM "authors" WHERE "id" = ANY($1::integer[]) -- ["{\"1\"}"]
COMMIT
