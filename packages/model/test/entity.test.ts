import { createStatements, Entity, Int, IntPk, Str255, Text, Timestamped } from '@retort/model'
import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize'
import { Column, DataType, Model, Sequelize } from 'sequelize-typescript'
import { describe, expect, it } from 'vitest'
import type { Models } from './support/tables.ts'
import { created, initialised } from './support/tables.ts'

const unconnected = (...models: Models) => new Sequelize({ dialect: 'postgres', models: [...models] })

describe('the name of a table', () => {
  it.each([
    ['User', 'users'],
    ['OrderProduct', 'order_products'],
    ['Category', 'categories'],
    ['Person', 'people'],
    ['OrderPerson', 'order_people'],
    ['Address', 'addresses'],
    ['News', 'news'],
    ['HTMLPage', 'html_pages'],
    ['Http2Server', 'http2_servers'],
  ])('of class %s is %s', (className, table) => {
    const model = { [className]: class extends Model {} }[className] as unknown as Models[number]
    IntPk(model.prototype, 'id')
    Entity()(model)
    unconnected(model)
    expect(model.getTableName()).toBe(table)
  })

  it('can be said otherwise', () => {
    @Entity({ tableName: 'Staff' })
    class Employee extends Model {
      @IntPk declare employeeId: number
    }
    unconnected(Employee)
    expect(createStatements([Employee])[0]).toContain('CREATE TABLE "Staff" (\n  employee_id integer')
  })
})

describe('the columns of an entity', () => {
  it('are the properties in snake_case, and the attributes keep the properties’ names', async () => {
    @Entity()
    class Page extends Model<InferAttributes<Page>, InferCreationAttributes<Page>> {
      @IntPk declare pageId: CreationOptional<number>
      @Str255 declare HTMLTitle: string
      @Text({ field: 'Body Text' }) declare bodyText: string
    }
    const { columns } = await created([Page])
    expect(Object.keys(Page.getAttributes())).toEqual(['pageId', 'HTMLTitle', 'bodyText'])
    expect(await columns('pages')).toEqual([
      'page_id integer not null identity',
      'html_title character varying(255) not null',
      'Body Text text not null',
    ])
    const { pageId } = await Page.create({ HTMLTitle: 'One', bodyText: 'Two' })
    expect((await Page.findByPk(pageId, { raw: true })) as unknown).toEqual({
      pageId: 1,
      HTMLTitle: 'One',
      bodyText: 'Two',
    })
  })

  it('keep their case where underscored is switched off', () => {
    @Entity({ underscored: false })
    class Page extends Model {
      @IntPk declare pageId: number
    }
    unconnected(Page)
    expect(createStatements([Page])[0]).toContain('"pageId" integer')
  })

  it('have no timestamps of themselves', async () => {
    @Entity()
    class Line extends Model {
      @IntPk declare lineId: number
    }
    const { columns } = await created([Line])
    expect(await columns('lines')).toEqual(['line_id integer not null identity'])
  })
})

describe('a timestamped entity', () => {
  @Entity()
  class Note extends Timestamped<InferAttributes<Note>, InferCreationAttributes<Note>> {
    @IntPk declare noteId: CreationOptional<number>
    @Str255({ optional: true }) declare text: CreationOptional<string | null>
  }

  it('has both times after its own columns, not null, and now() in the database itself', async () => {
    const { columns } = await created([Note])
    expect(await columns('notes')).toEqual([
      'note_id integer not null identity',
      'text character varying(255)',
      'created_at timestamp with time zone not null default now()',
      'updated_at timestamp with time zone not null default now()',
    ])
  })

  it('is given its times by the database when a row comes from elsewhere', async () => {
    const { query } = await created([Note])
    await query('insert into notes default values')
    const [row] = await query(
      'select created_at = updated_at and now() - created_at < interval $$1 minute$$ as fresh from notes',
    )
    expect(row).toEqual({ fresh: true })
  })

  it('is given its times by the database when Sequelize writes it, too', async () => {
    const { query } = await created([Note])
    const note = await Note.create({ text: 'one' })
    const [row] = await query('select created_at from notes')
    expect(note.createdAt).toEqual(row?.created_at)
    await note.update({ text: 'two' }, { returning: true })
    expect(note.updatedAt.getTime()).toBeGreaterThan(note.createdAt.getTime())
  })
})

describe('an entity that extends another', () => {
  @Entity()
  class Animal extends Timestamped<InferAttributes<Animal>> {
    @IntPk declare animalId: number
    @Str255 declare name: string
  }

  @Entity()
  class Dog extends Animal {
    @Str255 declare breed: string
  }

  it('has a table of its own, with its own columns before those it inherits', async () => {
    const { columns } = await created([Animal, Dog])
    expect(Animal.getTableName()).toBe('animals')
    expect(Dog.getTableName()).toBe('dogs')
    const names = (await columns('dogs')).map((column) => column.split(' ')[0])
    expect(names).toEqual(['breed', 'created_at', 'updated_at', 'animal_id', 'name'])
    expect(await columns('animals')).toHaveLength(4)
  })

  it('is not taken for initialised because its parent is', () => {
    @Entity()
    class Cat extends Animal {
      @Str255 declare colour: string
    }
    unconnected(Animal)
    expect(() => createStatements([Cat])).toThrow(
      expect.objectContaining({
        code: 'NOT_INITIALIZED',
        message: 'Cat is not initialised. Give it to an engine, or to a Sequelize instance, first.',
      }),
    )
  })

  it('shares the columns of an abstract base that is no table', async () => {
    abstract class Versioned extends Model {
      @IntPk declare id: number
      @Int declare revision: number
    }

    @Entity()
    class Document extends Versioned {
      @Text declare body: string
    }
    const { columns } = await created([Document])
    expect(await columns('documents')).toEqual([
      'body text not null',
      'id integer not null identity',
      'revision integer not null',
    ])
  })
})

describe('models in several Sequelize instances', () => {
  @Entity()
  class Thing extends Timestamped<InferAttributes<Thing>, InferCreationAttributes<Thing>> {
    @IntPk declare thingId: CreationOptional<number>
    @Column({ type: DataType.ENUM('a', 'b'), defaultValue: 'a' }) declare kind: CreationOptional<string>
  }

  it('are described alike by each', () => {
    unconnected(Thing)
    const once = createStatements([Thing])
    unconnected(Thing)
    unconnected(Thing)
    expect(createStatements([Thing])).toEqual(once)
  })

  it('can be repositories', async () => {
    const sequelize = await initialised([Thing], { repositoryMode: true })
    const repository = sequelize.getRepository(Thing)
    for (const statement of createStatements([repository])) await sequelize.query(statement)
    const thing = await repository.create({})
    expect(thing.get('thingId')).toBe(1)
  })
})
