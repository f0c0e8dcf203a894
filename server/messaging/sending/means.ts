import { fromOf } from '../setup/from.ts'
import type { Means } from './worker.ts'
import { writeMessages } from './writing/write.ts'

/** How this installation sends: out of templates, in the name of the mailing's sender. */
export const means: Means = { write: writeMessages, from: fromOf }
