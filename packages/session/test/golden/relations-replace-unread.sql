SELECT "Person"."id", "Person"."name", "Person"."boss_id" AS "bossId", "Person"."region_code" AS "regionCode", "Person"."favourite_id" AS "favouriteId" FROM "people" AS "Person" WHERE "Person"."boss_id" = ANY($1) ORDER BY "Person"."id" -- ["{\"1\",\"4\"}"]
UPDATE "people" AS t SET "boss_id" = v.c0 FROM unnest($1::integer[], $2::integer[]) WITH ORDINALITY AS v(k0, c0, place) WHERE t."id" = v.k0 RETURNING v.place, t."id", t."name", t."boss_id", t."region_code", t."favourite_id" -- ["{\"2\",\"3\"}","{\"4\",NULL}"]
COMMIT
