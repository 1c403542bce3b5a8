BEGIN
SELECT "order_id" AS "orderId", sum("quantity") AS "pieces" FROM "lines" AS "Line" GROUP BY "orderId" HAVING sum("quantity") > $1 -- ["3"]
