BEGIN
select "odd ""name" from (values ($1::int), ($2::int), ($3::int)) as t("odd ""name") order by 1 desc -- ["1","2","3"]
