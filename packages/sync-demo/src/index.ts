/** The blocking story, for whoever wants to hear it from code. */
export type { Stage } from './stage.ts'
export { tellStory } from './story.ts'
export type { Story } from './story.ts'
