import { Button } from '@mantine/core'
import { printRule, Rule } from '../../../contracts/segments.ts'
import { editSegment, getSegment, listSegments, type Segment } from '../../../contracts/segment-routes.ts'
import { useChange } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Card, Tag, toast, useText, When } from '../../ui/index.ts'
import css from '../segments.module.css'

type Version = Segment['versions'][number]

/** Each definition: who made it and when, what it changed, and back to it with one click. */
export function VersionsCard({ segment: { id, versions, archivedAt } }: { segment: Segment }) {
  const t = useText()
  const may = useMay()
  const edit = useChange(editSegment, { done: [getSegment, listSegments] })
  const newest = versions[0]
  const back = (version: Version) => edit.mutate({ params: { segmentId: id }, body: { rule: Rule.parse(version.rule) } }, { onSuccess: () => toast.done(t('segments.versions.restored', { number: version.number })) })
  return (
    <Card title={t('segments.versions.title')} note={String(versions.length)}>
      <ol className={css.versions}>
        {versions.slice(0, 10).map((version, i) => (
          <li key={version.number}>
            <p className={css.version}>
              <b>{t('segments.versions.number', { number: version.number })}</b>
              {version.state === 'serving' && <Tag tone="brand">{t('segments.versions.serving')}</Tag>}
              {version.state === 'building' && <Tag tone="info">{t('segments.versions.building')}</Tag>}
              {version.state === 'failed' && <Tag tone="bad">{t('segments.building.failed')}</Tag>}
              <span className="push" />
              {!archivedAt && may('segments.write') && newest && version.text !== newest.text && <Button size="compact-xs" loading={edit.isPending} onClick={() => back(version)}>{t('segments.versions.restore')}</Button>}
            </p>
            <p className="muted">{version.madeBy} · <When at={version.madeAt} style="dateTime" /></p>
            <Difference before={versions[i + 1]} after={version} />
          </li>
        ))}
      </ol>
    </Card>
  )
}

/** Conditions that came and that went, in the words of the rule. */
function Difference({ before, after }: { before: Version | undefined; after: Version }) {
  const t = useText()
  if (!before) return null
  const [old, fresh] = [linesOf(before), linesOf(after)]
  const [gone, come] = [old.filter(line => !fresh.includes(line)), fresh.filter(line => !old.includes(line))]
  if (!gone.length && !come.length) return <p className="muted">{t('segments.versions.same')}</p>
  return (
    <ul className={css.difference}>
      {gone.map(line => <li key={line} data-went><span className="hidden-visually">{t('segments.versions.went')} </span><del>{line}</del></li>)}
      {come.map(line => <li key={line} data-came><span className="hidden-visually">{t('segments.versions.came')} </span><ins>{line}</ins></li>)}
    </ul>
  )
}

function linesOf({ rule, text }: Version): string[] {
  const { success, data } = Rule.safeParse(rule)
  return success && data.kind === 'all' && data.rules.length ? data.rules.map(printRule) : [text]
}
