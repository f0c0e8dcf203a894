import type { Finding, Rendered } from '../../../../contracts/templates.ts'
import type { Built } from '../engine/build.ts'
import type { Examination } from '../apart/examine.ts'
import { contrastFindings } from './contrast.ts'
import { linkFindings } from './links.ts'
import { altFindings, lawFindings, productFindings, sizeFindings, wordFindings } from './mail.ts'
import { outputFindings } from './output.ts'
import { variableFindings } from './variables.ts'

export type Checked = { built: Built; rendered: Rendered; bytes: number; source: string; blockAt: (string | null)[] }

/** Everything that can be seen in a mail without asking anybody. */
export const allChecks = (job: Examination, checked: Checked): Finding[] => [
  ...variableFindings(job, checked), ...altFindings(job, checked), ...productFindings(job), ...linkFindings(job, checked), ...lawFindings(job, checked),
  ...sizeFindings(job, checked), ...wordFindings(job, checked), ...contrastFindings(job, checked), ...outputFindings(job, checked),
]
