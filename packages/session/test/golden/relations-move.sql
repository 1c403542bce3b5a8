UPDATE "people" SET "boss_id" = $1 WHERE "id" = $2 RETURNING "id", "name", "boss_id", "region_code", "favourite_id" -- ["4","2"]
COMMIT
