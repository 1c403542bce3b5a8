/** Clubs: associations with conditions and with a `loading` of their own, rows that are hidden or deleted, links that come twice. */
import { DataTypes } from 'sequelize'
import type { Model, ModelStatic, NonAttribute } from 'sequelize'
import {
  BelongsTo,
  BelongsToMany,
  Column,
  DefaultScope,
  ForeignKey,
  HasMany,
  HasOne,
  Model as Base,
  Table,
} from 'sequelize-typescript'
import type { AnySession, Setting } from './worlds.ts'

type Values = Record<string, unknown>

@Table({ tableName: 'clubs', timestamps: false })
export class Club extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @Column({ type: DataTypes.TEXT }) declare name: string
  @HasMany(() => Member, { foreignKey: 'clubId' }) declare members: NonAttribute<Member[]>
  @HasMany(() => Member, { foreignKey: 'clubId', scope: { role: 'lead' } })
  declare leads: NonAttribute<Member[]>
  @HasOne(() => Badge, { foreignKey: 'clubId' }) declare badge: NonAttribute<Badge | null>
  @BelongsToMany(() => Match, { through: () => Booking, foreignKey: 'clubId', otherKey: 'matchId' })
  declare matches: NonAttribute<Match[]>
  @BelongsToMany(() => Match, {
    through: { model: () => Booking, scope: { state: 'sure' }, unique: false },
    foreignKey: 'clubId',
    otherKey: 'matchId',
  })
  declare sureMatches: NonAttribute<Match[]>
  @BelongsToMany(() => Match, {
    through: { model: () => Visit, unique: false },
    foreignKey: 'clubId',
    otherKey: 'matchId',
  })
  declare visited: NonAttribute<Match[]>
  @HasMany(() => Trace, { foreignKey: 'clubId' }) declare traces: NonAttribute<Trace[]>
}

/** Hidden members are left out, deleted ones too. */
@DefaultScope(() => ({ where: { hidden: false } }))
@Table({ tableName: 'members', timestamps: true, paranoid: true, createdAt: false, updatedAt: false })
export class Member extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @Column({ type: DataTypes.TEXT }) declare name: string
  @Column({ type: DataTypes.TEXT }) declare role: string | null
  @Column({ type: DataTypes.BOOLEAN }) declare hidden: boolean
  @Column({ type: DataTypes.DATE }) declare deletedAt: Date | null
  @ForeignKey(() => Club) @Column({ type: DataTypes.INTEGER }) declare clubId: number | null
  @BelongsTo(() => Club, { foreignKey: 'clubId' }) declare club: NonAttribute<Club | null>
}

@Table({ tableName: 'badges', timestamps: false })
export class Badge extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @ForeignKey(() => Club) @Column({ type: DataTypes.INTEGER }) declare clubId: number
}

@Table({ tableName: 'matches', timestamps: false })
export class Match extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @Column({ type: DataTypes.TEXT }) declare place: string
  @BelongsToMany(() => Club, { through: () => Booking, foreignKey: 'matchId', otherKey: 'clubId' })
  declare clubs: NonAttribute<Club[]>
}

/** A booking that was called off is deleted, but its row stays. */
@Table({ tableName: 'bookings', timestamps: true, paranoid: true, createdAt: false, updatedAt: false })
export class Booking extends Base<Values, Values> {
  @ForeignKey(() => Club) @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare clubId: number
  @ForeignKey(() => Match) @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare matchId: number
  @Column({ type: DataTypes.TEXT }) declare state: string
  @Column({ type: DataTypes.DECIMAL(8, 2) }) declare fee: string | null
  @Column({ type: DataTypes.DATE }) declare deletedAt: Date | null
}

/** A club may visit a match more than once. */
@Table({ tableName: 'visits', timestamps: false })
export class Visit extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @ForeignKey(() => Club) @Column({ type: DataTypes.INTEGER }) declare clubId: number
  @ForeignKey(() => Match) @Column({ type: DataTypes.INTEGER }) declare matchId: number
}

/** A table without a key. */
@Table({ tableName: 'traces', timestamps: false })
export class Trace extends Base<Values, Values> {
  @ForeignKey(() => Club) @Column({ type: DataTypes.INTEGER }) declare clubId: number
  @Column({ type: DataTypes.TEXT }) declare text: string
  @BelongsTo(() => Club, { foreignKey: 'clubId' }) declare club: NonAttribute<Club | null>
}

/** What the session reads of an association. */
const loaded = (loading: string) => ({ loading }) as object

@Table({ tableName: 'folders', timestamps: false })
export class Folder extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @ForeignKey(() => Folder) @Column({ type: DataTypes.INTEGER }) declare parentId: number | null
  @BelongsTo(() => Folder, { foreignKey: 'parentId', ...loaded('joined') })
  declare parent: NonAttribute<Folder | null>
  @HasMany(() => Folder, { foreignKey: 'parentId', ...loaded('selectin') })
  declare children: NonAttribute<Folder[]>
  @HasMany(() => Sheet, { foreignKey: 'folderId', ...loaded('lateral') }) declare sheets: NonAttribute<
    Sheet[]
  >
  @HasMany(() => Secret, { foreignKey: 'folderId', ...loaded('raise') }) declare secrets: NonAttribute<
    Secret[]
  >
  @HasMany(() => Note, { foreignKey: 'folderId', ...loaded('lazy') }) declare notes: NonAttribute<Note[]>
}

@Table({ tableName: 'sheets', timestamps: false })
export class Sheet extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @ForeignKey(() => Folder) @Column({ type: DataTypes.INTEGER }) declare folderId: number
}

@Table({ tableName: 'secrets', timestamps: false })
export class Secret extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @ForeignKey(() => Folder) @Column({ type: DataTypes.INTEGER }) declare folderId: number
}

@Table({ tableName: 'notes', timestamps: false })
export class Note extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @ForeignKey(() => Folder) @Column({ type: DataTypes.INTEGER }) declare folderId: number
  @BelongsTo(() => Folder, { foreignKey: 'folderId' }) declare folder: NonAttribute<Folder>
}

export const clubs: Setting = {
  models: [
    Club,
    Member,
    Badge,
    Match,
    Booking,
    Visit,
    Trace,
    Folder,
    Sheet,
    Secret,
    Note,
  ] as readonly ModelStatic<Model>[],
  tables: `
create table clubs (id int primary key, name text);
create table members (id int primary key, name text, role text, hidden boolean, "deletedAt" timestamptz, "clubId" int references clubs);
create table badges (id int primary key, "clubId" int references clubs);
create table matches (id int primary key, place text);
create table bookings ("clubId" int references clubs, "matchId" int references matches, state text, fee numeric(8,2),
  "deletedAt" timestamptz, primary key ("clubId", "matchId"));
create table visits (id int primary key, "clubId" int references clubs, "matchId" int references matches);
create table traces ("clubId" int, text text);
create table folders (id int primary key, "parentId" int references folders);
create table sheets (id int primary key, "folderId" int references folders);
create table secrets (id int primary key, "folderId" int references folders);
create table notes (id int primary key, "folderId" int references folders);
`,
}

const deletedAt = new Date('2024-02-29T12:00:00Z')

/**
 * Chess (1) has Ann, a lead, and Bob; Cid is hidden, Dan, a lead, deleted. Go (2) has Eve, Dice (3) nobody. Chess has booked
 * Rome for sure, Oslo perhaps, and called Bonn off; Go has booked Rome perhaps. Chess has been to Rome twice, to Oslo once.
 */
export async function seasons(session: AnySession): Promise<void> {
  if ('id' in Trace.getAttributes()) Trace.removeAttribute('id')
  const shown = { hidden: false, deletedAt: null }
  await session.insert(Club, [
    { id: 1, name: 'Chess' },
    { id: 2, name: 'Go' },
    { id: 3, name: 'Dice' },
  ])
  await session.insert(Member, [
    { id: 1, name: 'Ann', role: 'lead', clubId: 1, ...shown },
    { id: 2, name: 'Bob', role: null, clubId: 1, ...shown },
    { id: 3, name: 'Cid', role: 'lead', clubId: 1, ...shown, hidden: true },
    { id: 4, name: 'Dan', role: 'lead', clubId: 1, ...shown, deletedAt },
    { id: 5, name: 'Eve', role: null, clubId: 2, ...shown },
  ])
  await session.insert(Badge, [
    { id: 2, clubId: 1 },
    { id: 1, clubId: 1 },
    { id: 3, clubId: 2 },
  ])
  await session.insert(Match, [
    { id: 1, place: 'Rome' },
    { id: 2, place: 'Oslo' },
    { id: 3, place: 'Bonn' },
  ])
  await session.insert(Booking, [
    { clubId: 1, matchId: 1, state: 'sure', fee: '1.5', deletedAt: null },
    { clubId: 1, matchId: 2, state: 'perhaps', fee: null, deletedAt: null },
    { clubId: 1, matchId: 3, state: 'sure', fee: '2', deletedAt },
    { clubId: 2, matchId: 1, state: 'perhaps', fee: '3', deletedAt: null },
  ])
  await session.insert(Visit, [
    { id: 1, clubId: 1, matchId: 1 },
    { id: 2, clubId: 1, matchId: 2 },
    { id: 3, clubId: 1, matchId: 1 },
    { id: 4, clubId: 2, matchId: 1 },
  ])
  await session.insert(Trace, [
    { clubId: 1, text: 'a' },
    { clubId: 1, text: 'a' },
    { clubId: 2, text: 'b' },
  ])
  await session.insert(Folder, [
    { id: 1, parentId: null },
    { id: 2, parentId: 1 },
    { id: 3, parentId: 1 },
    { id: 4, parentId: 2 },
  ])
  await session.insert(Sheet, [
    { id: 1, folderId: 1 },
    { id: 2, folderId: 2 },
    { id: 3, folderId: 4 },
  ])
  await session.insert(Secret, [{ id: 1, folderId: 1 }])
  await session.insert(Note, [
    { id: 1, folderId: 1 },
    { id: 2, folderId: 2 },
  ])
  await session.commit()
}
