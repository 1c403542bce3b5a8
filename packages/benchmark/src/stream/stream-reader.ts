/** Programs that read a million products, each to be run in a process of its own: their memory is what is measured. */
import pg from 'pg'
import { models, Product } from '@retort/schema'
import * as async from '@retort/session/async'
import * as blocking from '@retort/session/sync'

/** A program with its connection open; `read` hands on each row's key. */
export type OpenReader = {
  read(rows: number, onKey: (key: number) => void): void | Promise<void>
  close(): void | Promise<void>
}

/** Rows that are read at a time. */
const size = 1000

/** By name; what is not to be streamed reads everything at once. */
export const streamReaders = {
  'pg by hand, cursor': (url) => openCursor(url),
  'async, stream': (url) => openAsync(url),
  'blocking (native), stream': (url) => openBlocking(url, 'native'),
  'blocking (worker), stream': (url) => openBlocking(url, 'worker'),
  'pg by hand, all at once': (url) => openWhole(url),
  'Sequelize, findAll': (url) => openSequelize(url),
} as const satisfies Readonly<Record<string, (url: string) => Promise<OpenReader>>>

export type StreamReaderName = keyof typeof streamReaders

async function openCursor(url: string): Promise<OpenReader> {
  const client = await connected(url)
  return {
    async read(_, onKey) {
      await client.query('begin')
      await client.query('declare streamed no scroll cursor for select * from products order by product_id')
      let page = await keysOf(client, `fetch ${size} from streamed`, onKey)
      while (page > 0) page = await keysOf(client, `fetch ${size} from streamed`, onKey)
      await client.query('commit')
    },
    close: () => client.end(),
  }
}

async function openWhole(url: string): Promise<OpenReader> {
  const client = await connected(url)
  return {
    async read(rows, onKey) {
      await keysOf(client, `select * from products order by product_id limit ${rows}`, onKey)
    },
    close: () => client.end(),
  }
}

async function openAsync(url: string): Promise<OpenReader> {
  const engine = async.createEngine({ url, models })
  const session = async.sessionmaker(engine)()
  await session.execute`select`
  return {
    async read(_, onKey) {
      for await (const product of session.stream(Product, { order: ['productId'] }, { size }))
        onKey(product.productId)
    },
    async close() {
      await session.close()
      await engine.dispose()
    },
  }
}

async function openBlocking(url: string, driver: 'native' | 'worker'): Promise<OpenReader> {
  const engine = blocking.createEngine({ url, models, driver })
  const session = blocking.sessionmaker(engine)()
  session.execute`select`
  return {
    read(_, onKey) {
      for (const product of session.stream(Product, { order: ['productId'] }, { size }))
        onKey(product.productId)
    },
    close() {
      session.close()
      engine.dispose()
    },
  }
}

/** The engine is there to make Sequelize's own instance, which reads without it. */
async function openSequelize(url: string): Promise<OpenReader> {
  const { sequelize } = async.createEngine({ url, models })
  await sequelize.authenticate()
  return {
    async read(rows, onKey) {
      for (const { productId } of await Product.findAll({ order: ['productId'], limit: rows }))
        onKey(productId)
    },
    close: () => sequelize.close(),
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
}

async function keysOf(client: pg.Client, text: string, onKey: (key: number) => void): Promise<number> {
  const { rows } = await client.query<{ readonly product_id: number }>(text)
  for (const row of rows) onKey(row.product_id)
  return rows.length
}
