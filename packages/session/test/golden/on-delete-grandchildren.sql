SELECT "Branch"."id", "Branch"."trunk_id" AS "trunkId" FROM "branches" AS "Branch" WHERE "Branch"."trunk_id" = ANY($1) ORDER BY "Branch"."id" -- ["{\"1\"}"]
SELECT "Leaf"."id", "Leaf"."branch_id" AS "branchId" FROM "leaves" AS "Leaf" WHERE "Leaf"."branch_id" = ANY($1) ORDER BY "Leaf"."id" -- ["{\"1\",\"2\"}"]
DELETE FROM "leaves" WHERE "id" = ANY($1::integer[]) -- ["{\"10\",\"11\",\"20\",\"21\"}"]
DELETE FROM "branches" WHERE "id" = ANY($1::integer[]) -- ["{\"1\",\"2\"}"]
DELETE FROM "trunks" WHERE "id" = ANY($1::integer[]) -- ["{\"1\"}"]
COMMIT
