/** Everybody who can take part, by the name that the command line knows. */

/** How a contender is shown, and what its process runs. */
export type Entry = {
  readonly title: string
  /** How it waits for the server. */
  readonly world: 'async' | 'blocking'
  /** Ours, a peer, or written by hand on a driver. */
  readonly side: 'by hand' | 'retort' | 'peer'
  readonly runtime: 'node' | 'python'
  /** The module or script that has its ways. */
  readonly program: URL
}

export const catalogue = {
  pg: { title: 'pg', world: 'async', side: 'by hand', ...node('pg') },
  'pg-native': { title: 'pg-native', world: 'blocking', side: 'by hand', ...node('pg-native') },
  postgres: { title: 'postgres.js', world: 'async', side: 'by hand', ...node('postgres') },
  'retort-async': { title: 'Retort async', world: 'async', side: 'retort', ...node('retort-async') },
  'retort-blocking': {
    title: 'Retort blocking',
    world: 'blocking',
    side: 'retort',
    ...node('retort-blocking'),
  },
  'retort-worker': {
    title: 'Retort blocking, by a thread',
    world: 'blocking',
    side: 'retort',
    ...node('retort-worker'),
  },
  sequelize: { title: 'Sequelize', world: 'async', side: 'peer', ...node('sequelize') },
  drizzle: { title: 'Drizzle', world: 'async', side: 'peer', ...node('drizzle') },
  kysely: { title: 'Kysely', world: 'async', side: 'peer', ...node('kysely') },
  prisma: { title: 'Prisma', world: 'async', side: 'peer', ...node('prisma') },
  typeorm: { title: 'TypeORM', world: 'async', side: 'peer', ...node('typeorm') },
  'mikro-orm': { title: 'MikroORM', world: 'async', side: 'peer', ...node('mikro-orm') },
  objection: { title: 'Objection', world: 'async', side: 'peer', ...node('objection') },
  sqlalchemy: { title: 'SQLAlchemy', world: 'blocking', side: 'peer', ...python('sqlalchemy') },
} as const satisfies Readonly<Record<string, Entry>>

export type ContenderName = keyof typeof catalogue

export const contenderNames = Object.keys(catalogue) as readonly ContenderName[]

/** Stock `pg` with statements written by hand: the others are measured by its fastest way. */
export const bar: ContenderName = 'pg'

/** Programs are where they were compiled to, whether this is read from there or from its source. */
function node(name: string): Pick<Entry, 'runtime' | 'program'> {
  return { runtime: 'node', program: new URL(`../../dist/contenders/${name}.js`, import.meta.url) }
}

function python(name: string): Pick<Entry, 'runtime' | 'program'> {
  return { runtime: 'python', program: new URL(`../../python/${name}_program.py`, import.meta.url) }
}
