/** pg-native, blocking in libpq, statements by hand that are prepared. */
import type { Opened, Program } from '../contender/program.ts'
import { Unavailable } from '../contender/program.ts'
import type { Ways } from '../workload/workload.ts'
import type { NativeClient } from './native-client.ts'
import { nativeVersion, openNativeClient } from './native-client.ts'
import { prepare } from './pg-native/ask.ts'
import {
  readEach,
  readStatements,
  selectOrders,
  selectProducts,
  selectProductsOnce,
  selectUsers,
} from './pg-native/reads.ts'
import {
  insertByUnnest,
  insertInTransactions,
  insertOneByOne,
  writeStatements,
  writeUnit,
} from './pg-native/writes.ts'
import type { Ordering } from './statements.ts'

export const program: Program = { version: nativeVersion, open }

async function open(url: string): Promise<Opened> {
  const client = openNativeClient(url)
  if (client === undefined)
    throw new Unavailable(
      'pg-native does not load: it needs the headers of libpq (libpq-dev) and a compiler.',
    )
  prepare(client, [...readStatements, ...writeStatements])
  return { ways: waysOf(client), close: async () => client.end() }
}

function waysOf(client: NativeClient): Ways {
  return {
    W1: { prepared: (keys) => readEach(client, keys) },
    W2: { 'select-in': (limit) => selectOrders(client, limit) },
    W3: waysOfProducts(client, 'telegram_id'),
    W4: { 'select-in': (limit) => selectUsers(client, limit) },
    W5: { unnest: (products) => insertByUnnest(client, products) },
    W6: {
      prepared: (products) => insertOneByOne(client, products),
      'begin and commit': (products) => insertInTransactions(client, products),
    },
    W8: waysOfProducts(client, 'full_name, telegram_id'),
    flush: { 'by hand': (unit) => writeUnit(client, unit) },
  }
}

function waysOfProducts(client: NativeClient, by: Ordering) {
  return {
    'select-in': (limit: number) => selectProducts(client, by, limit),
    'select-in, products once': (limit: number) => selectProductsOnce(client, by, limit),
  }
}
