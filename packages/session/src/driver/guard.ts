/** What no driver may send: libpq would cut it off in silence, and pg would break its own protocol. */
import type { Statement } from './connection.ts'
import { databaseError } from './database-error.ts'

/** The most values that the wire protocol's 16-bit count allows. */
const mostValues = 65_535

/**
 * Passes a statement that can be sent as it is.
 * @throws DatabaseError 22021 (a NUL character in the text or in a value), 54023 (more than 65,535 values)
 */
export function guard({ text, values }: Statement): void {
  if (values.length > mostValues) {
    throw databaseError({
      message: `A statement takes at most 65,535 values, this one has ${values.length}. Send arrays with unnest instead.`,
      code: '54023',
    })
  }
  if (text.includes('\0') || values.some((value) => value?.includes('\0'))) {
    throw databaseError({ message: 'invalid byte sequence for encoding "UTF8": 0x00', code: '22021' })
  }
}
