UPDATE "stays" SET "region_code" = $1 WHERE "person_id" = $2 AND "region_code" = $3 RETURNING "person_id", "region_code", "name" -- ["s","1","n"]
COMMIT
