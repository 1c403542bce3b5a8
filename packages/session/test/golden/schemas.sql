BEGIN
INSERT INTO "depot"."crates" ("content", "authorId") VALUES ($1, $2) -- ["pens","1"]
INSERT INTO "attic"."crates" ("content") SELECT unnest($1::text[]) -- ["{\"dust\",\"more dust\"}"]
COPY "attic"."crates" ("id", "content") FROM STDIN
SELECT count(*) FROM "depot"."crates" AS "Crate"
SELECT count(*) FROM "attic"."crates" AS "Crate"
UPDATE "attic"."crates" AS "Crate" SET "content" = $1 WHERE "Crate"."id" = $2 -- ["x","9"]
DELETE FROM "attic"."crates" AS "Crate" WHERE "Crate"."id" = $1 -- ["9"]
