BEGIN
INSERT INTO "people" ("name", "favourite_id") VALUES ($1, $2) RETURNING "id", "name", "boss_id", "region_code", "favourite_id" -- ["owner",null]
INSERT INTO "items" ("name", "owner_id") VALUES ($1, $2) RETURNING "id", "name", "owner_id" -- ["thing","1"]
UPDATE "people" SET "favourite_id" = $1 WHERE "id" = $2 RETURNING "id", "name", "boss_id", "region_code", "favourite_id" -- ["1","1"]
COMMIT
