BEGIN
DELETE FROM "people_tags" WHERE "tag_id" = ANY($1::integer[]) -- ["{\"1\"}"]
DELETE FROM "tags" WHERE "id" = ANY($1::integer[]) -- ["{\"1\"}"]
