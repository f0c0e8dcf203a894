import type { Finding, Rendered, TemplateKind } from '../../../../contracts/templates.ts'
import { allChecks } from '../checks/all.ts'
import { build, type Built, type Job } from '../engine/build.ts'
import { problemOf } from '../engine/findings.ts'
import { localeOf } from '../engine/filters.ts'
import { html, plain, run, type Limits, type Scope } from '../engine/liquid.ts'
import { compileBuilt, render, type Shared } from '../engine/render.ts'

export type Examination = Job & { kind: TemplateKind; shared: Shared; person: Scope }
export type Examined = { built: Built | null; rendered: Rendered | null; findings: Finding[]; source: string; bytes: number }

/** Text that nobody has tried yet. Past these the thread that runs it is ended from outside. */
const trying: Limits = { ms: 2000, memory: 20_000_000, output: 2_000_000 }

/** Builds a text, renders it for one person and checks it. Runs in a thread of its own (worker.ts). */
export async function examine(job: Examination): Promise<Examined> {
  const { built, findings, source, blockAt } = await build(job)
  const late = built ? tried(job, source, blockAt) : []
  if (!built || late.length) return { built: null, rendered: null, findings: [...findings, ...late], source, bytes: 0 }
  const rendered = render(compileBuilt(built, job.shared), job.person, { limits: trying })
  const bytes = Buffer.byteLength(rendered.html)
  return { built, rendered, findings: [...findings, ...allChecks(job, { built, rendered, bytes, source, blockAt })], source, bytes }
}

/** Runs the source itself first, so that what meets a limit is named by its line. */
function tried({ language, shared, person, variant }: Examination, source: string, blockAt: (string | null)[]): Finding[] {
  const country = (person['customer'] as { country?: string | null } | undefined)?.country
  const own = { person, shared: shared.scope, reader: { language, locale: localeOf(language, country), timeZone: shared.timeZone, currency: shared.currency }, limits: trying }
  const texts = [['subject', variant.subject, plain], ['preheader', variant.preheader, plain], ['body', source, html], ['text', variant.text ?? '', plain]] as const
  for (const [part, text, engine] of texts) {
    try {
      run(engine, engine.parse(text), own)
    } catch (error) {
      return [problemOf(error, language, part, part === 'body' ? blockAt : [])]
    }
  }
  return []
}
