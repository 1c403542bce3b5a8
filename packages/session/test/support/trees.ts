/** Three generations: NO ACTION between the first two, no constraint at all between the others. */
import { DataTypes } from 'sequelize'
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize'
import { BelongsTo, Column, ForeignKey, HasMany, Model as Base, Table } from 'sequelize-typescript'

@Table({ tableName: 'trunks', timestamps: false })
export class Trunk extends Base<InferAttributes<Trunk>, InferCreationAttributes<Trunk>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @HasMany(() => Branch, { foreignKey: 'trunkId', onDelete: 'CASCADE' }) declare branches?: NonAttribute<
    Branch[]
  >
}

@Table({ tableName: 'branches', timestamps: false })
export class Branch extends Base<InferAttributes<Branch>, InferCreationAttributes<Branch>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @ForeignKey(() => Trunk)
  @Column({ type: DataTypes.INTEGER, allowNull: false, field: 'trunk_id' })
  declare trunkId: CreationOptional<number>
  @BelongsTo(() => Trunk, { foreignKey: 'trunkId', onDelete: 'CASCADE' }) declare trunk?: NonAttribute<Trunk>
  @HasMany(() => Leaf, { foreignKey: 'branchId', onDelete: 'CASCADE', constraints: false })
  declare leaves?: NonAttribute<Leaf[]>
}

@Table({ tableName: 'leaves', timestamps: false })
export class Leaf extends Base<InferAttributes<Leaf>, InferCreationAttributes<Leaf>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @ForeignKey(() => Branch)
  @Column({ type: DataTypes.INTEGER, allowNull: false, field: 'branch_id' })
  declare branchId: CreationOptional<number>
  @BelongsTo(() => Branch, { foreignKey: 'branchId', onDelete: 'CASCADE', constraints: false })
  declare branch?: NonAttribute<Branch>
}

export const trees = {
  models: [Trunk, Branch, Leaf],
  tables: `
create table trunks (id int primary key);
create table branches (id int primary key, trunk_id int not null references trunks);
create table leaves (id int primary key, branch_id int not null);
`,
}
