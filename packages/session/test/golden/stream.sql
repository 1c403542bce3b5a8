BEGIN
DECLARE retort_cursor_1 NO SCROLL CURSOR FOR SELECT "telegram_id" AS "telegramId", "full_name" AS "fullName", "username", "referrer_id" AS "referrerId", "created_at" AS "createdAt", "updated_at" AS "updatedAt" FROM "users" AS "User" WHERE "User"."telegram_id" IN ($1, $2, $3) ORDER BY "telegramId" -- ["1","2","3"]
FETCH 2 FROM retort_cursor_1
CLOSE retort_cursor_1
