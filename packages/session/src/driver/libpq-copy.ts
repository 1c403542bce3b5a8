/** COPY through libpq: fed by a source where there is one, else ended as pg ends it. */
import { Pages, sourceFailed } from './copy-pages.ts'
import type { Libpq } from './libpq.ts'

/**
 * The last result's status, once no COPY is under way: what the server sends is thrown away, what it asks for is
 * refused (57014). Left alone, the connection would wait for ever.
 */
export function settledStatus(pq: Libpq, status: string): string {
  if (!status.startsWith('PGRES_COPY')) return status
  do endCopy(pq)
  while (pq.getResult())
  return pq.resultStatus()
}

/**
 * Sends the rows of a COPY that has begun, blocking while the server cannot take more; its result is the last one then.
 * Gives what the source threw, if it did: the COPY has failed in this case.
 */
export function feedCopy(pq: Libpq, source: Iterable<string>): { readonly error: unknown } | undefined {
  const pages = new Pages(source)
  for (let page = pages.next(); page !== undefined; page = pages.next()) {
    if (pq.putCopyData(Buffer.from(page)) < 0) pages.stop()
  }
  if (pages.thrown === undefined) pq.putCopyEnd()
  else pq.putCopyEnd(sourceFailed)
  while (pq.getResult());
  return pages.thrown
}

function endCopy(pq: Libpq): void {
  if (pq.resultStatus() === 'PGRES_COPY_IN') pq.putCopyEnd('No source stream defined')
  if (pq.resultStatus() !== 'PGRES_COPY_OUT') return
  while (typeof pq.getCopyData(false) !== 'number');
}
