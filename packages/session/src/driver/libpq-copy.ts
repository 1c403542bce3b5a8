/** COPY to or from the client has nowhere to go in a session: it is ended as pg ends it. */
import type { Libpq } from './libpq.ts'

/**
 * The last result's status, once no COPY is under way: what the server sends is thrown away, what it asks for is
 * refused (57014). Left alone, the connection would wait for ever.
 */
export function settledStatus(pq: Libpq): string {
  const status = pq.resultStatus()
  if (!status.startsWith('PGRES_COPY')) return status
  do endCopy(pq)
  while (pq.getResult())
  return pq.resultStatus()
}

function endCopy(pq: Libpq): void {
  if (pq.resultStatus() === 'PGRES_COPY_IN') pq.putCopyEnd('No source stream defined')
  if (pq.resultStatus() !== 'PGRES_COPY_OUT') return
  while (typeof pq.getCopyData(false) !== 'number');
}
