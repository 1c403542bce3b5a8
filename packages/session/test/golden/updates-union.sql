BEGIN
UPDATE "sheets" AS t SET "mood" = CASE WHEN v.f0 THEN v.c0 ELSE t."mood" END, "tags" = v.c1, "span" = CASE WHEN v.f2 THEN v.c2 ELSE t."span" END FROM (SELECT "id" AS k0, "mood" AS c0, false AS f0, "tags" AS c1, "span" AS c2, false AS f2, 0 AS place FROM "sheets" WHERE false UNION ALL SELECT $1, $2, $3, $4, $5, $6, 1 UNION ALL SELECT $7, $8, $9, $10, $11, $12, 2) AS v WHERE t."id" = v.k0 RETURNING v.place, t."id", t."mood", t."tags", t."span" -- ["1","bad","true","{\"b\",\"c'd\",\"{,}\"}","[1,5)","false","2","good","false","{}","[10,20)","true"]
COMMIT
