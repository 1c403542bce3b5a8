import {
  Check,
  column,
  Comment,
  createStatements,
  Entity,
  Exclude,
  Generated,
  Identity,
  Index,
  Int,
  IntPk,
  Str255,
  tableArguments,
  Text,
  Unique,
} from '@retort/model'
import type { CreationOptional } from 'sequelize'
import { DataType, Model, Sequelize } from 'sequelize-typescript'
import { describe, expect, it } from 'vitest'
import { created } from './support/tables.ts'
import { violates } from './support/violates.ts'

const At = column({ type: DataType.RANGE(DataType.DATE) })

describe('@Check', () => {
  @Entity()
  @Check('span', 'ends >= starts')
  class Trip extends Model {
    @IntPk declare tripId: number
    @Check('starts', 'starts > 0') @Int declare starts: number
    @Int declare ends: number
  }

  it('makes a constraint by its name, on a class and on a property', async () => {
    const { constraints } = await created([Trip])
    expect(await constraints('trips')).toEqual({
      ck_trips_span: 'CHECK ((ends >= starts))',
      ck_trips_starts: 'CHECK ((starts > 0))',
      pk_trips: 'PRIMARY KEY (trip_id)',
    })
  })

  it('refuses the row that does not fulfil it', async () => {
    await created([Trip])
    await Trip.create({ starts: 1, ends: 2 })
    await expect(Trip.create({ starts: 2, ends: 1 })).rejects.toThrow(violates.check('ck_trips_span'))
  })
})

describe('@Unique', () => {
  @Entity()
  @Unique(['first', 'last'])
  @Unique(['seat'], { name: 'one_seat_each', deferrable: 'initially deferred' })
  class Guest extends Model {
    @IntPk declare guestId: number
    @Str255 declare first: string
    @Str255 declare last: string
    @Unique({ nullsNotDistinct: true }) @Int({ optional: true }) declare ticket: number | null
    @Unique() @Int declare badge: number
    @Int declare seat: number
  }

  it('makes constraints of one column or several, with their options', async () => {
    const { constraints } = await created([Guest])
    expect(await constraints('guests')).toEqual({
      one_seat_each: 'UNIQUE (seat) DEFERRABLE INITIALLY DEFERRED',
      pk_guests: 'PRIMARY KEY (guest_id)',
      uq_guests_badge: 'UNIQUE (badge)',
      uq_guests_first_last: 'UNIQUE (first, last)',
      uq_guests_ticket: 'UNIQUE NULLS NOT DISTINCT (ticket)',
    })
  })

  it('refuses a second NULL where nulls are not distinct', async () => {
    await created([Guest])
    await Guest.create({ first: 'a', last: 'b', ticket: null, badge: 1, seat: 1 })
    const second = Guest.create({ first: 'c', last: 'd', ticket: null, badge: 2, seat: 2 })
    await expect(second).rejects.toThrow(violates.unique('uq_guests_ticket'))
  })

  it('waits for the commit where it is deferred', async () => {
    const { sequelize } = await created([Guest])
    await Guest.create({ first: 'a', last: 'b', ticket: 1, badge: 1, seat: 1 })
    await Guest.create({ first: 'c', last: 'd', ticket: 2, badge: 2, seat: 2 })
    await sequelize.query('update guests set seat = 3 - seat')
    const guests = await Guest.findAll({ order: ['guestId'], raw: true })
    expect(guests.map(({ seat }) => seat)).toEqual([2, 1])
  })
})

describe('@Index', () => {
  @Entity()
  @Index([{ expression: 'lower(name)' }], { unique: true })
  @Index(['data'], { using: 'gin' })
  @Index([{ attribute: 'name', operatorClass: 'text_pattern_ops' }], { name: 'ix_name_like' })
  @Index([{ attribute: 'city', order: 'desc', nulls: 'last' }, 'zipCode'], { include: ['name'] })
  class Client extends Model {
    @IntPk declare clientId: number
    @Text declare name: string
    @Index() @Str255 declare zipCode: string
    @Index({ where: 'city is not null' }) @Str255({ optional: true }) declare city: string | null
    @column({ type: DataType.JSONB, defaultValue: {} }) declare data: object
  }

  it('makes indexes on columns and expressions, with method, predicate, order, operator class and INCLUDE', async () => {
    const { indexes } = await created([Client])
    expect(await indexes('clients')).toEqual({
      ix_clients_city:
        'CREATE INDEX ix_clients_city ON public.clients USING btree (city) WHERE (city IS NOT NULL)',
      ix_clients_city_zip_code:
        'CREATE INDEX ix_clients_city_zip_code ON public.clients USING btree (city DESC NULLS LAST, zip_code) INCLUDE (name)',
      ix_clients_data: 'CREATE INDEX ix_clients_data ON public.clients USING gin (data)',
      ix_clients_lower_name:
        'CREATE UNIQUE INDEX ix_clients_lower_name ON public.clients USING btree (lower(name))',
      ix_clients_zip_code: 'CREATE INDEX ix_clients_zip_code ON public.clients USING btree (zip_code)',
      ix_name_like: 'CREATE INDEX ix_name_like ON public.clients USING btree (name text_pattern_ops)',
    })
  })

  it('that is unique refuses what is already there', async () => {
    await created([Client])
    await Client.create({ name: 'Ann', zipCode: '1' })
    const second = Client.create({ name: 'ANN', zipCode: '2' })
    await expect(second).rejects.toThrow(violates.unique('ix_clients_lower_name'))
  })
})

describe('@Exclude', () => {
  @Entity()
  @Exclude(
    'overlap',
    [
      ['room', '='],
      ['during', '&&'],
    ],
    { where: 'not cancelled' },
  )
  @Exclude('room', [['room + booking_id', '=']], { using: 'btree' })
  class Booking extends Model {
    @IntPk declare bookingId: number
    @Int declare room: number
    @At declare during: [Date, Date]
    @column({ type: DataType.BOOLEAN, defaultValue: false }) declare cancelled: boolean
  }

  it('makes an exclusion constraint over columns and expressions', async () => {
    const { constraints } = await created([Booking], ['create extension btree_gist'])
    expect(await constraints('bookings')).toMatchObject({
      ex_bookings_overlap: 'EXCLUDE USING gist (room WITH =, during WITH &&) WHERE ((NOT cancelled))',
      ex_bookings_room: 'EXCLUDE USING btree (((room + booking_id)) WITH =)',
    })
  })

  it('refuses rows that overlap', async () => {
    await created([Booking], ['create extension if not exists btree_gist'])
    await Booking.create({ room: 1, during: [new Date(0), new Date(10)] })
    const second = Booking.create({ room: 1, during: [new Date(5), new Date(15)] })
    await expect(second).rejects.toThrow(violates.exclusion('ex_bookings_overlap'))
  })
})

describe('@Generated', () => {
  @Entity()
  class Rectangle extends Model {
    @IntPk declare rectangleId: CreationOptional<number>
    @Int declare width: number
    @Int declare height: number
    @Generated('width * height') @Int({ optional: true }) declare area: CreationOptional<number>
  }

  it('makes a stored column that the database computes', async () => {
    const { columns } = await created([Rectangle])
    expect((await columns('rectangles')).at(-1)).toBe('area integer generated default (width * height)')
    const rectangle = await Rectangle.create({ width: 3, height: 4 })
    expect(rectangle.area).toBe(12)
  })
})

describe('@Identity', () => {
  @Entity()
  class Ticket extends Model {
    @Identity('always') @IntPk declare ticketId: CreationOptional<number>
    @Identity() @Int declare serial: CreationOptional<number>
    @Int declare row: number
  }

  it('says who may give a generated column its value', async () => {
    const { columns, query } = await created([Ticket])
    expect(await columns('tickets')).toEqual([
      'ticket_id integer not null always identity',
      'serial integer not null identity',
      'row integer not null',
    ])
    await query('insert into tickets (serial, "row") values (7, 1)')
    await expect(query('insert into tickets (ticket_id, "row") values (7, 1)')).rejects.toThrow(
      'cannot insert a non-DEFAULT value into column "ticket_id"',
    )
  })
})

describe('@Comment', () => {
  @Entity({ comment: 'left out, since the decorator says something else' })
  @Comment('What we sell, and don’t: it\'s "all" here')
  class Ware extends Model {
    @IntPk declare wareId: number
    @Comment("the customer's name for it") @Text declare name: string
    @column({ type: DataType.INTEGER, comment: 'by Sequelize' }) declare weight: number
  }

  it('is written into the database, for the table and its columns', async () => {
    const { query } = await created([Ware])
    const comments = await query(
      "select objsubid, description from pg_description where objoid = 'wares'::regclass order by 1",
    )
    expect(comments).toEqual([
      { objsubid: 0, description: 'What we sell, and don’t: it\'s "all" here' },
      { objsubid: 2, description: "the customer's name for it" },
      { objsubid: 3, description: 'by Sequelize' },
    ])
  })
})

describe('table arguments', () => {
  @Check('positive', 'amount > 0')
  abstract class Amount extends Model {
    @IntPk declare id: number
    @Index() @Int declare amount: number
  }

  @Entity()
  @Comment('in')
  class Income extends Amount {}

  @Entity()
  @Check('small', 'amount < 100')
  class Expense extends Amount {}

  it('are inherited, and named by the table that they end up in', async () => {
    const { constraints, indexes } = await created([Income, Expense])
    expect(Object.keys(await constraints('incomes'))).toEqual(['ck_incomes_positive', 'pk_incomes'])
    expect(Object.keys(await constraints('expenses'))).toEqual([
      'ck_expenses_positive',
      'ck_expenses_small',
      'pk_expenses',
    ])
    expect(Object.keys(await indexes('expenses'))).toEqual(['ix_expenses_amount'])
  })

  it('can be read as data', () => {
    expect(tableArguments(Expense)).toEqual([
      { kind: 'index', on: ['amount'] },
      { kind: 'check', name: 'positive', expression: 'amount > 0' },
      { kind: 'check', name: 'small', expression: 'amount < 100' },
    ])
    expect(tableArguments(Income)).toHaveLength(3)
    expect(tableArguments(Model)).toEqual([])
  })

  it.each([
    ['@Unique', () => Unique(['colour'])],
    ['@Index', () => Index(['colour'])],
    ['@Index with an attribute', () => Index([{ attribute: 'colour' }])],
    ['INCLUDE', () => Index(['size'], { include: ['colour'] })],
  ])('of %s that name no attribute are refused', (_, decorate) => {
    @Entity()
    @decorate()
    class Shirt extends Model {
      @IntPk declare shirtId: number
      @Int declare size: number
    }
    const sequelize = new Sequelize({ dialect: 'postgres', models: [Shirt] })
    expect(sequelize.models).toHaveProperty('Shirt')
    expect(() => createStatements([Shirt])).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_COLUMN',
        message: 'Shirt has no attribute "colour". It has shirtId, size.',
      }),
    )
  })

  it('that would give one name twice are refused', () => {
    @Entity()
    @Index(['size'])
    @Index(['size'], { where: 'size > 3' })
    class Shoe extends Model {
      @IntPk declare shoeId: number
      @Int declare size: number
    }
    const sequelize = new Sequelize({ dialect: 'postgres', models: [Shoe] })
    expect(sequelize.models).toHaveProperty('Shoe')
    expect(() => createStatements([Shoe])).toThrow(
      expect.objectContaining({
        code: 'DUPLICATE_NAME',
        message:
          'Two constraints or indexes of Shoe are both called ix_shoes_size. Give one of them a name: { name: … }.',
      }),
    )
  })
})
