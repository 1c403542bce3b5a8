/** Variables that say nothing, so that a developer's own `.env` says nothing to these tests either. */
export const blank = {
  DATABASE_URL: '',
  DATABASE_HOST: '',
  POSTGRES_DB: '',
  POSTGRES_PASSWORD: '',
  POSTGRES_PORT: '',
  POSTGRES_USER: '',
}
