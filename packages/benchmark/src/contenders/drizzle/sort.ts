/** In which order users are read, of a table or of a query that stands for it. */
import type { SQL, SQLWrapper } from 'drizzle-orm'
import { asc } from 'drizzle-orm'

type Columns = { readonly telegramId: SQLWrapper; readonly fullName: SQLWrapper }

export type Sort = (columns: Columns) => readonly SQL[]

export const byKey: Sort = ({ telegramId }) => [asc(telegramId)]

export const byName: Sort = ({ fullName, telegramId }) => [asc(fullName), asc(telegramId)]
