BEGIN
INSERT INTO "authors" ("best_id") VALUES ($1) RETURNING "id", "best_id" -- [null]
INSERT INTO "books" ("author_id") VALUES ($1) RETURNING "id", "author_id" -- ["1"]
UPDATE "authors" SET "best_id" = $1 WHERE "id" = $2 RETURNING "id", "best_id" -- ["1","1"]
COMMIT
