BEGIN
INSERT INTO "cards" ("series", "number", "person_id") VALUES ($1, $2, $3) RETURNING "series", "number", "name", "person_id" -- ["a","2","1"]
UPDATE "cards" SET "person_id" = $1 WHERE "series" = $2 AND "number" = $3 RETURNING "series", "number", "name", "person_id" -- [null,"a","1"]
COMMIT
