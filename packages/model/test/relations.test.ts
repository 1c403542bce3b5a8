import { Entity, foreignKey, Int, IntPk, ManyToMany, naming, Str255, Timestamped } from '@retort/model'
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize'
import { BelongsTo, HasMany, Model } from 'sequelize-typescript'
import { describe, expect, it } from 'vitest'
import { created, initialised } from './support/tables.ts'
import { violates } from './support/violates.ts'

@Entity()
class Student extends Timestamped<InferAttributes<Student>, InferCreationAttributes<Student>> {
  @IntPk declare studentId: CreationOptional<number>
  @Str255 declare name: string
  @foreignKey(() => Student, { onDelete: 'SET NULL', optional: true })
  declare mentorId: CreationOptional<number | null>

  @BelongsTo(() => Student, 'mentorId') declare mentor?: NonAttribute<Student | null>
  @HasMany(() => Student, 'mentorId') declare mentees?: NonAttribute<Student[]>
  @HasMany(() => Enrolment, 'studentId') declare enrolments?: NonAttribute<Enrolment[]>
  @ManyToMany(() => Course, () => Enrolment, { from: 'studentId', to: 'courseId' })
  declare courses?: NonAttribute<Course[]>
}

@Entity()
class Course extends Model<InferAttributes<Course>, InferCreationAttributes<Course>> {
  @IntPk declare courseId: CreationOptional<number>
  @Str255 declare title: string
  @ManyToMany(() => Student, () => Enrolment, { from: 'courseId', to: 'studentId' })
  declare students?: NonAttribute<Student[]>
}

@Entity()
class Enrolment extends Model<InferAttributes<Enrolment>, InferCreationAttributes<Enrolment>> {
  @foreignKey(() => Student, { onDelete: 'CASCADE', primaryKey: true }) declare studentId: number
  @foreignKey(() => Course, { onDelete: 'RESTRICT', primaryKey: true }) declare courseId: number
  @Int({ optional: true }) declare grade: CreationOptional<number | null>
  @BelongsTo(() => Course, 'courseId') declare course?: NonAttribute<Course>
}

const school = [Student, Course, Enrolment] as const

async function filled() {
  const tables = await created(school)
  const [ann, bob] = [
    await Student.create({ name: 'Ann' }),
    await Student.create({ name: 'Bob', mentorId: 1 }),
  ]
  const [art, law] = [await Course.create({ title: 'Art' }), await Course.create({ title: 'Law' })]
  for (const [student, course] of [
    [ann, art],
    [ann, law],
    [bob, law],
  ] as const) {
    await Enrolment.create({ studentId: student.studentId, courseId: course.courseId, grade: 1 })
  }
  return { ...tables, ann, bob, art, law }
}

describe('the third table of @ManyToMany', () => {
  it('keeps its primary key, its ON DELETE and its attributes, and gains no unique constraint', async () => {
    const { constraints } = await created(school)
    expect(Object.keys(Enrolment.getAttributes())).toEqual(['studentId', 'courseId', 'grade'])
    expect(await constraints('enrolments')).toEqual({
      fk_enrolments_course_id_courses:
        'FOREIGN KEY (course_id) REFERENCES courses(course_id) ON DELETE RESTRICT',
      fk_enrolments_student_id_students:
        'FOREIGN KEY (student_id) REFERENCES students(student_id) ON DELETE CASCADE',
      pk_enrolments: 'PRIMARY KEY (student_id, course_id)',
    })
  })

  it('is the same when one class stands on both sides', async () => {
    @Entity()
    class Station extends Model {
      @IntPk declare stationId: number
      @ManyToMany(() => Station, () => Line, { from: 'fromId', to: 'toId' }) declare next?: NonAttribute<
        Station[]
      >
      @ManyToMany(() => Station, () => Line, { from: 'toId', to: 'fromId' }) declare before?: NonAttribute<
        Station[]
      >
    }
    @Entity()
    class Line extends Model {
      @foreignKey(() => Station, { onDelete: 'CASCADE', primaryKey: true }) declare fromId: number
      @foreignKey(() => Station, { onDelete: 'CASCADE', primaryKey: true }) declare toId: number
    }
    const { constraints } = await created([Station, Line])
    expect(Object.keys(await constraints('lines'))).toEqual([
      naming.foreignKey('lines', ['from_id'], 'stations'),
      naming.foreignKey('lines', ['to_id'], 'stations'),
      'pk_lines',
    ])
    await Station.bulkCreate([{}, {}, {}])
    await Line.create({ fromId: 1, toId: 2 })
    await Line.create({ fromId: 2, toId: 3 })
    const middle = await Station.findByPk(2, { include: ['next', 'before'] })
    expect(middle?.next?.map(({ stationId }) => stationId)).toEqual([3])
    expect(middle?.before?.map(({ stationId }) => stationId)).toEqual([1])
  })
})

describe('Sequelize itself', () => {
  it('includes relations of every kind over these tables', async () => {
    await filled()
    const students = await Student.findAll({
      include: ['mentor', 'mentees', 'courses', { association: 'enrolments', include: ['course'] }],
      order: ['studentId', ['courses', 'courseId', 'ASC'], ['enrolments', 'courseId', 'ASC']],
    })
    const [ann, bob] = students
    expect(ann?.courses?.map(({ title }) => title)).toEqual(['Art', 'Law'])
    expect(ann?.enrolments?.map(({ course }) => course?.title)).toEqual(['Art', 'Law'])
    expect(ann?.mentees?.map(({ name }) => name)).toEqual(['Bob'])
    expect([ann?.mentor, bob?.mentor?.name]).toEqual([null, 'Ann'])
    expect(bob?.courses?.map(({ title }) => title)).toEqual(['Law'])
  })

  it('adds to and takes from a relation through the third table', async () => {
    const { bob, art } = await filled()
    await bob.$add('courses', art)
    expect(await bob.$count('courses')).toBe(2)
    await bob.$remove('courses', art)
    expect(await bob.$count('courses')).toBe(1)
  })

  it('deletes as the foreign keys say', async () => {
    const { ann, bob, law } = await filled()
    await expect(law.destroy()).rejects.toThrow(violates.foreignKey('fk_enrolments_course_id_courses'))
    await ann.destroy()
    expect(await Enrolment.count()).toBe(1)
    expect((await bob.reload()).mentorId).toBeNull()
  })

  it('sees the same models in two instances at once', async () => {
    const { query } = await filled()
    const second = await initialised(school)
    expect(Student.sequelize).toBe(second)
    expect(await Student.count({ include: ['courses'] })).toBe(3)
    expect(await query('select count(*)::int from enrolments')).toEqual([{ count: 3 }])
    await Student.create({ name: 'Cyd' })
    expect(await Student.findAll({ where: { name: 'Cyd' } })).toHaveLength(1)
  })
})
