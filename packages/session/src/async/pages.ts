/** Rows that are awaited one by one, in pages that can be sent. */
import { pageSize } from '../write/insert.ts'

/** What gives rows: an array, a generator, or a source of which each row is awaited. */
export type RowSource<T> = Iterable<T> | AsyncIterable<T>

/** Whether rows are there without being awaited. */
export function isHere<T>(rows: RowSource<T>): rows is Iterable<T> {
  return Symbol.iterator in rows
}

/** Gathers rows and hands them on in pages, each when the one before is done; gives what came of each. */
export async function byPage<T, R>(rows: AsyncIterable<T>, send: (page: T[]) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let page: T[] = []
  for await (const row of rows) {
    page.push(row)
    if (page.length < pageSize) continue
    results.push(await send(page))
    page = []
  }
  if (page.length > 0) results.push(await send(page))
  return results
}
