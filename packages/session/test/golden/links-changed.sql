BEGIN
DELETE FROM "people_tags" WHERE ("person_id", "tag_id") IN (SELECT * FROM unnest($1::integer[], $2::integer[])) -- ["{\"1\"}","{\"1\"}"]
INSERT INTO "people_tags" ("person_id", "tag_id") VALUES ($1, $2) -- ["1","3"]
COMMIT
