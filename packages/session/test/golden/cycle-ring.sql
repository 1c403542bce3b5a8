BEGIN
INSERT INTO "nodes" ("next_id") SELECT unnest($1::integer[]) RETURNING "id", "next_id" -- ["{NULL,NULL,NULL,NULL,NULL}"]
UPDATE "nodes" AS t SET "next_id" = v.c0 FROM unnest($1::integer[], $2::integer[]) WITH ORDINALITY AS v(k0, c0, place) WHERE t."id" = v.k0 RETURNING v.place, t."id", t."next_id" -- ["{\"1\",\"2\",\"3\",\"4\",\"5\"}","{\"5\",\"1\",\"2\",\"3\",\"4\"}"]
COMMIT
