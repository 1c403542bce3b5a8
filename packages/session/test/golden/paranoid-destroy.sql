UPDATE "entries" AS "Entry" SET "deleted_at" = now() WHERE ("Entry"."deleted_at" IS NULL AND ("Entry"."hidden" = $1 AND "Entry"."author_id" = $2)) -- ["false","1"]
UPDATE "entries" AS "Entry" SET "deleted_at" = now() WHERE ("Entry"."deleted_at" IS NULL AND ("Entry"."hidden" = $1 AND "Entry"."author_id" = $2)) -- ["false","1"]
