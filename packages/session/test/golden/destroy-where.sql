BEGIN
DELETE FROM "lines" AS "Line" WHERE "Line"."quantity" > $1 -- ["2"]
