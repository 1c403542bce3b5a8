/** Prisma's client, made as its generated code makes it, with the types of what is asked of it here. */
import { readFileSync } from 'node:fs'
import type { PrismaPg } from '@prisma/adapter-pg'
import type { GetPrismaClientConfig } from '@prisma/client/runtime/client'
import { getPrismaClient } from '@prisma/client/runtime/client'

export type User = {
  readonly telegramId: bigint
  readonly fullName: string
  readonly username: string | null
  readonly languageCode: string
  readonly referrerId: bigint | null
}

/** A user with orders and their lines, as `include` reads them; what is not included is not there. */
export type Shopper = User & { readonly orders: readonly { readonly lines: readonly Line[] }[] }
type Line = { readonly product: object }

export type UserSort = readonly { readonly [K in 'telegramId' | 'fullName']?: 'asc' }[]

/** Everything in one statement, or a statement a level. */
export type Strategy = 'join' | 'query'

/** What one row, or each of many, is to hold; Prisma takes only arrays that could be written to. */
type Data<T> = { data: T }
type Many<T> = { data: T[] }
type Keys<K extends string, T> = { where: { [P in K]: { in: T[] } } }
type Reading = { include: object; orderBy: unknown; take: number; relationLoadStrategy: Strategy }
type Point = { where: { telegramId: bigint } }

/** Models as they are asked inside of a transaction, and outside. */
export type Transaction = {
  readonly user: {
    findUnique(point: Point): PromiseLike<User | null>
    findFirst(point: Point): PromiseLike<User | null>
    findMany(keys: Keys<'telegramId', bigint>): Promise<User[]>
    findMany(reading: Reading): Promise<Shopper[]>
    create(user: Data<User & { orders: object }>): Promise<unknown>
    createMany(users: Many<User>): Promise<unknown>
    update(change: Point & Data<Pick<User, 'fullName'>>): Promise<unknown>
  }
  readonly order: {
    findMany(keys: Keys<'orderId', number>): Promise<{ readonly orderId: number }[]>
    findMany(reading: Reading): Promise<object[]>
    createManyAndReturn(
      orders: Many<{ userId: bigint }> & { select: { orderId: true } },
    ): Promise<{ readonly orderId: number }[]>
    deleteMany(keys: Keys<'orderId', number>): Promise<unknown>
  }
  readonly product: {
    create(product: Data<NewProduct> & ProductKey): Promise<{ readonly productId: number }>
    createManyAndReturn(products: Many<NewProduct> & ProductKey): Promise<{ readonly productId: number }[]>
  }
  readonly orderProduct: {
    createMany(
      lines: Many<{ readonly orderId: number; readonly productId: number; readonly quantity: number }>,
    ): Promise<unknown>
  }
}
type NewProduct = { readonly title: string; readonly description: string | null; readonly price: string }
type ProductKey = { select: { readonly productId: true } }

export type PrismaClient = Transaction & {
  $connect(): Promise<void>
  $disconnect(): Promise<void>
  $transaction<T>(body: (tx: Transaction) => Promise<T>): Promise<T>
}

type Options = { readonly adapter: PrismaPg; readonly transactionOptions: { readonly timeout: number } }

/** Makes a client, which is not connected yet. */
export function prismaClient(options: Options): PrismaClient {
  const Client = getPrismaClient({ ...known(), compilerWasm })
  const client: unknown = new Client(options)
  return client as PrismaClient
}

/** What `prisma generate` has found out about the schema. */
function known(): GetPrismaClientConfig {
  const url = new URL('../../../prisma/client.json', import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as GetPrismaClientConfig
}

/** What makes statements of queries: WebAssembly that comes with the client, in modules without types. */
const compilerWasm: NonNullable<GetPrismaClientConfig['compilerWasm']> = {
  getRuntime: () => part('mjs'),
  async getQueryCompilerWasmModule() {
    const { wasm } = (await part('wasm-base64.mjs')) as { readonly wasm: string }
    const { Module } = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyObject
    return new Module(Buffer.from(wasm, 'base64'))
  },
  importName: './query_compiler_fast_bg.js',
}

type WebAssemblyObject = { readonly Module: new (bytes: Buffer) => object }

function part(name: string) {
  return import(`@prisma/client/runtime/query_compiler_fast_bg.postgresql.${name}`)
}
