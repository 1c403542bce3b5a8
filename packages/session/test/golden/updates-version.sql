BEGIN
UPDATE "documents" SET "text" = $1, "version" = "version" + 1 WHERE "id" = $2 AND "version" = $3 RETURNING "id", "text", "version" -- ["b","1","0"]
COMMIT
BEGIN
UPDATE "documents" AS t SET "text" = v.c0, "version" = t."version" + 1 FROM unnest($1::integer[], $2::integer[], $3::text[]) WITH ORDINALITY AS v(k0, k1, c0, place) WHERE t."id" = v.k0 AND t."version" = v.k1 RETURNING v.place, t."id", t."text", t."version" -- ["{\"1\",\"2\"}","{\"1\",\"0\"}","{\"c\",\"c\"}"]
COMMIT
