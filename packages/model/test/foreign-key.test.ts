import {
  BigIntPk,
  Check,
  createStatements,
  dropStatements,
  Entity,
  foreignKey,
  Index,
  Int,
  IntPk,
  ManyToMany,
  Str255,
  Unique,
} from '@retort/model'
import type { NonAttribute } from 'sequelize'
import { BelongsTo, DataType, HasMany, HasOne, Model, Sequelize } from 'sequelize-typescript'
import { describe, expect, it } from 'vitest'
import type { Models } from './support/tables.ts'
import { created, initialised, tables } from './support/tables.ts'

const unconnected = (...models: Models) => new Sequelize({ dialect: 'postgres', models: [...models] })

@Entity()
class Author extends Model {
  @BigIntPk declare authorId: string
  @HasMany(() => Book, 'authorId') declare books?: NonAttribute<Book[]>
}

@Entity()
class Publisher extends Model {
  @IntPk declare publisherId: number
  @HasMany(() => Book, 'publisherId') declare books?: NonAttribute<Book[]>
}

@Entity()
class Book extends Model {
  @IntPk declare bookId: number
  @foreignKey(() => Author, { onDelete: 'RESTRICT', onUpdate: 'CASCADE' }) declare authorId: string
  @foreignKey(() => Publisher, { onDelete: 'SET NULL', optional: true }) declare publisherId: number | null
  @foreignKey(() => Book, { onDelete: 'CASCADE', optional: true }) declare sequelOf: number | null
  @BelongsTo(() => Author, 'authorId') declare author?: NonAttribute<Author>
  @BelongsTo(() => Publisher, 'publisherId') declare publisher?: NonAttribute<Publisher | null>
  @BelongsTo(() => Book, 'sequelOf') declare before?: NonAttribute<Book | null>
  @HasOne(() => Book, 'sequelOf') declare sequel?: NonAttribute<Book | null>
  @ManyToMany(() => Shelf, () => Placement, { from: 'bookId', to: 'shelfId' })
  declare shelves?: NonAttribute<Shelf[]>
}

@Entity()
class Shelf extends Model {
  @IntPk declare shelfId: number
  @ManyToMany(() => Book, () => Placement, { from: 'shelfId', to: 'bookId' })
  declare books?: NonAttribute<Book[]>
}

@Entity()
class Placement extends Model {
  @foreignKey(() => Shelf, { onDelete: 'CASCADE', primaryKey: true }) declare shelfId: number
  @foreignKey(() => Book, { onDelete: 'NO ACTION', primaryKey: true }) declare bookId: number
  @Int declare position: number
}

const library = [Author, Publisher, Book, Shelf, Placement] as const

const declared = {
  fk_books_author_id_authors:
    'FOREIGN KEY (author_id) REFERENCES authors(author_id) ON UPDATE CASCADE ON DELETE RESTRICT',
  fk_books_publisher_id_publishers:
    'FOREIGN KEY (publisher_id) REFERENCES publishers(publisher_id) ON DELETE SET NULL',
  fk_books_sequel_of_books: 'FOREIGN KEY (sequel_of) REFERENCES books(book_id) ON DELETE CASCADE',
  pk_books: 'PRIMARY KEY (book_id)',
}

describe('ON DELETE', () => {
  const orders: readonly (readonly [string, Models])[] = [
    ['parents first', library],
    ['children first', library.toReversed()],
    ['the third table in the middle', [Book, Placement, Author, Shelf, Publisher]],
    ['one side of each relation first', [Publisher, Placement, Book, Author, Shelf]],
  ]

  it.each(orders)('is what the foreign key says, models listed %s', async (_, models) => {
    const { constraints } = await created(models)
    expect(await constraints('books')).toEqual(declared)
    expect(await constraints('placements')).toEqual({
      fk_placements_book_id_books: 'FOREIGN KEY (book_id) REFERENCES books(book_id)',
      fk_placements_shelf_id_shelves: 'FOREIGN KEY (shelf_id) REFERENCES shelves(shelf_id) ON DELETE CASCADE',
      pk_placements: 'PRIMARY KEY (shelf_id, book_id)',
    })
  })

  it('gives the same statements in every order of the models', () => {
    unconnected(...library)
    const statements = createStatements(library)
    for (const [, models] of orders) {
      unconnected(...models)
      expect(createStatements(models)).toEqual(statements)
    }
  })

  it('is what the foreign key says for Sequelize’s own sync as well', async () => {
    const sequelize = await initialised(library.toReversed())
    await sequelize.sync()
    const definitions = Object.values(await tables(sequelize).constraints('books'))
    expect(definitions).toContain(declared.fk_books_author_id_authors)
    expect(definitions).toContain(declared.fk_books_publisher_id_publishers)
    expect(Object.values(await tables(sequelize).constraints('placements'))).toContain(
      'PRIMARY KEY (shelf_id, book_id)',
    )
  })

  it('of SET NULL needs a column that may be NULL', () => {
    // @ts-expect-error optional: true is missing
    foreignKey(() => Author, { onDelete: 'SET NULL' })
    // @ts-expect-error optional may not be false
    foreignKey(() => Author, { onDelete: 'SET NULL', optional: false })
    expect(foreignKey(() => Author, { onDelete: 'SET NULL', optional: true })).toBeTypeOf('function')
  })
})

describe('the column of a foreign key', () => {
  it('has the type of the key it refers to, and nothing of its generation', async () => {
    const { columns } = await created(library)
    expect(await columns('books')).toEqual([
      'book_id integer not null identity',
      'author_id bigint not null',
      'publisher_id integer',
      'sequel_of integer',
    ])
  })

  it('takes the type through a key that is a foreign key itself', async () => {
    @Entity()
    class Biography extends Model {
      @foreignKey(() => Author, { onDelete: 'CASCADE', primaryKey: true }) declare authorId: string
    }
    @Entity()
    class Chapter extends Model {
      @IntPk declare chapterId: number
      @foreignKey(() => Biography, { onDelete: 'CASCADE' }) declare biographyId: string
    }
    const { columns, constraints } = await created([Chapter, Biography, ...library])
    expect(await columns('chapters')).toContain('biography_id bigint not null')
    expect(await constraints('chapters')).toHaveProperty(
      'fk_chapters_biography_id_biographies',
      'FOREIGN KEY (biography_id) REFERENCES biographies(author_id) ON DELETE CASCADE',
    )
  })

  it('can be called and typed otherwise', async () => {
    @Entity()
    class Prize extends Model {
      @IntPk declare prizeId: number
      @foreignKey(() => Publisher, { onDelete: 'CASCADE', field: 'by', type: DataType.BIGINT })
      declare from: string
    }
    const { columns, constraints } = await created([Prize, ...library])
    expect(await columns('prizes')).toContain('by bigint not null')
    expect(await constraints('prizes')).toHaveProperty('fk_prizes_by_publishers')
  })

  it('can refer to another column that is unique', async () => {
    @Entity({ underscored: false })
    class Country extends Model {
      @IntPk declare id: number
      @Unique() @Str255 declare isoCode: string
    }
    @Entity()
    class City extends Model {
      @IntPk declare id: number
      @foreignKey(() => Country, { onDelete: 'RESTRICT', key: 'isoCode' }) declare country: string
    }
    const { constraints } = await created([City, Country])
    expect(await constraints('cities')).toHaveProperty(
      'fk_cities_country_countries',
      'FOREIGN KEY (country) REFERENCES countries("isoCode") ON DELETE RESTRICT',
    )
  })

  it('is inherited by a child of the class that declares it', async () => {
    @Entity()
    class Audiobook extends Book {
      @Int declare minutes: number
    }
    const { constraints, indexes } = await created([Audiobook, ...library])
    expect(Object.keys(await constraints('audiobooks'))).toEqual([
      'fk_audiobooks_author_id_authors',
      'fk_audiobooks_publisher_id_publishers',
      'fk_audiobooks_sequel_of_books',
      'pk_audiobooks',
    ])
    expect(Object.keys(await indexes('audiobooks'))).toHaveLength(3)
  })

  it('refers into the schema of its target', async () => {
    @Entity({ schema: 'geo' })
    class Region extends Model {
      @IntPk declare regionId: number
    }
    @Entity()
    class Sale extends Model {
      @IntPk declare saleId: number
      @foreignKey(() => Region, { onDelete: 'CASCADE' }) declare regionId: number
    }
    const { constraints, query } = await created([Sale, Region], ['create schema geo'])
    expect(await constraints('sales')).toHaveProperty(
      'fk_sales_region_id_regions',
      'FOREIGN KEY (region_id) REFERENCES geo.regions(region_id) ON DELETE CASCADE',
    )
    await query('drop schema geo cascade')
  })
})

describe('the index of a foreign key', () => {
  it('is there, unless the key leads the primary key', async () => {
    const { indexes } = await created(library)
    expect(Object.keys(await indexes('books'))).toEqual([
      'ix_books_author_id',
      'ix_books_publisher_id',
      'ix_books_sequel_of',
    ])
    expect(await indexes('placements')).toEqual({
      ix_placements_book_id: 'CREATE INDEX ix_placements_book_id ON public.placements USING btree (book_id)',
    })
  })

  it('is not made twice where a unique constraint or a whole index leads with the key', async () => {
    @Entity()
    @Unique(['shelfId', 'position'])
    @Index(['bookId', 'position'])
    @Index([{ attribute: 'authorId' }], { where: 'position > 3', name: 'ix_only_some' })
    @Index(['publisherId'], { using: 'brin', name: 'ix_coarse' })
    class Loan extends Model {
      @IntPk declare loanId: number
      @foreignKey(() => Shelf, { onDelete: 'CASCADE' }) declare shelfId: number
      @foreignKey(() => Book, { onDelete: 'CASCADE' }) declare bookId: number
      @foreignKey(() => Author, { onDelete: 'CASCADE' }) declare authorId: string
      @foreignKey(() => Publisher, { onDelete: 'CASCADE' }) declare publisherId: number
      @Int declare position: number
    }
    const { indexes } = await created([Loan, ...library])
    expect(Object.keys(await indexes('loans'))).toEqual([
      'ix_coarse',
      'ix_loans_author_id',
      'ix_loans_book_id_position',
      'ix_loans_publisher_id',
      'ix_only_some',
    ])
  })
})

describe('foreign keys in a cycle', () => {
  @Entity()
  class Team extends Model {
    @IntPk declare teamId: number
    @foreignKey(() => Player, { onDelete: 'SET NULL', optional: true }) declare captainId: number | null
  }
  @Entity()
  class Player extends Model {
    @IntPk declare playerId: number
    @foreignKey(() => Team, { onDelete: 'CASCADE' }) declare teamId: number
  }

  it('are added when both tables are there', async () => {
    const { constraints, statements } = await created([Team, Player])
    expect(statements.at(-1)).toBe(
      'ALTER TABLE teams ADD CONSTRAINT fk_teams_captain_id_players FOREIGN KEY (captain_id) REFERENCES players (player_id) ON DELETE SET NULL',
    )
    expect(await constraints('teams')).toHaveProperty('fk_teams_captain_id_players')
    expect(await constraints('players')).toHaveProperty('fk_players_team_id_teams')
  })

  it('are dropped before the tables, and nothing else with them', async () => {
    const { query, sequelize } = await created([Team, Player])
    const statements = dropStatements([Player, Team])
    expect(statements).toEqual([
      'ALTER TABLE teams DROP CONSTRAINT fk_teams_captain_id_players',
      'DROP TABLE players',
      'DROP TABLE teams',
    ])
    for (const statement of statements) await sequelize.query(statement)
    expect(await query("select tablename from pg_tables where schemaname = 'public'")).toEqual([])
  })

  it('of three tables need one ALTER TABLE', async () => {
    @Entity()
    class Rock extends Model {
      @IntPk declare id: number
      @foreignKey(() => Paper, { onDelete: 'CASCADE' }) declare beatenBy: number
    }
    @Entity()
    class Paper extends Model {
      @IntPk declare id: number
      @foreignKey(() => Scissor, { onDelete: 'CASCADE' }) declare beatenBy: number
    }
    @Entity()
    class Scissor extends Model {
      @IntPk declare id: number
      @foreignKey(() => Rock, { onDelete: 'CASCADE' }) declare beatenBy: number
    }
    const { statements } = await created([Rock, Paper, Scissor])
    expect(statements.filter((statement) => statement.startsWith('ALTER'))).toHaveLength(1)
    unconnected(Scissor, Rock, Paper)
    expect(createStatements([Scissor, Rock, Paper])).toEqual(statements)
  })
})

/** Gives Sequelize a model that refers to the target. */
function withKey(target: () => typeof Model, options: object = {}) {
  @Entity()
  class Child extends Model {
    @IntPk declare childId: number
    @foreignKey(target, { onDelete: 'CASCADE', ...options }) declare parentId: number
  }
  return () => unconnected(Child)
}

describe('a foreign key that cannot be', () => {
  it('is refused when its target has no primary key', () => {
    @Entity()
    @Check('one', 'true')
    class Heap extends Model {
      @Int declare value: number
    }
    expect(withKey(() => Heap)).toThrow(
      expect.objectContaining({
        name: 'ModelError',
        code: 'NO_PRIMARY_KEY',
        message: expect.stringMatching(/^Heap has no/),
      }),
    )
  })

  it('is refused when the primary key of its target has several columns', () => {
    expect(withKey(() => Placement)).toThrow(
      expect.objectContaining({
        code: 'COMPOSITE_KEY',
        message:
          'The primary key of Placement has several columns (shelfId, bookId). Name the one to refer to: { key: … }.',
      }),
    )
  })

  it('is refused when it names an attribute that is not there', () => {
    expect(withKey(() => Publisher, { key: 'id' })).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_COLUMN',
        message: 'Publisher has no attribute "id". It has publisherId.',
      }),
    )
  })

  it('is refused when there is no target', () => {
    expect(withKey(() => undefined as unknown as typeof Model)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_TARGET', message: expect.stringContaining('parentId') }),
    )
  })
})
