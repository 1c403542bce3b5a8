/** The async story, for whoever wants to hear it from code. */
export { joins } from './chapters/06-joins.ts'
export type { Joins } from './chapters/06-joins.ts'
export { allUserOrders, getUserById, numberOfOrders, quantityOrdered } from './repository.ts'
export { seedShop } from './seed.ts'
export type { Stage } from './stage.ts'
export { tellStory } from './story.ts'
export type { Story } from './story.ts'
