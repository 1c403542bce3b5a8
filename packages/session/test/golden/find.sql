BEGIN
SELECT "telegram_id" AS "telegramId", "full_name" AS "fullName", "username", "referrer_id" AS "referrerId", "created_at" AS "createdAt", "updated_at" AS "updatedAt" FROM "users" AS "User" WHERE "User"."telegram_id" >= $1 AND "User"."full_name" IN ($2, $3, $4) ORDER BY "fullName" DESC LIMIT $5 OFFSET $6 -- ["1","Ann","Bob","Cid","2","1"]
