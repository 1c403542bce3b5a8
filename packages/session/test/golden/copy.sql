BEGIN
COPY "users" ("telegram_id", "full_name", "username") FROM STDIN
