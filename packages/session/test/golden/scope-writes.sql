BEGIN
UPDATE "entries" AS "Entry" SET "rating" = $1, "updated_at" = now() WHERE ("Entry"."deleted_at" IS NULL AND "Entry"."author_id" = $2) -- ["1","1"]
UPDATE "entries" AS "Entry" SET "deleted_at" = now() WHERE ("Entry"."deleted_at" IS NULL AND "Entry"."rating" >= $1) -- ["4"]
