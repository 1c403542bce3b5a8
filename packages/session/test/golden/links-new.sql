BEGIN
INSERT INTO "people" ("id") VALUES (DEFAULT), (DEFAULT) RETURNING "id", "name", "boss_id", "region_code", "favourite_id"
INSERT INTO "tags" ("id") SELECT unnest($1::integer[]) RETURNING "id", "name" -- ["{\"1\",\"2\",\"3\"}"]
INSERT INTO "people_tags" ("person_id", "tag_id") SELECT unnest($1::integer[]), unnest($2::integer[]) -- ["{\"1\",\"1\"}","{\"1\",\"2\"}"]
COMMIT
